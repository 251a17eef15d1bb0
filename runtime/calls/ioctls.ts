/** ioctl: commands by name, and their argument by the command. */

import { constantSet } from '../../bpf/facts/constants.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import type { Chunk, RawCall } from './call.ts'
import { type Context, failed, type Show, succeeded } from './context.ts'
import { hexText, pointerText } from './numbers.ts'
import { socketAddress } from './sockets.ts'
import { typeOf } from './spec.ts'
import { escaped, stringEnd } from './strings.ts'
import { u16, u32 } from './structs.ts'

/** What the argument is, in the notation of spec.ts, and the commands that have it. */
const argumentTypes = `
- FIOCLEX FIONCLEX TIOCEXCL TIOCNXCL TIOCNOTTY TIOCSBRK TIOCCBRK BLKRRPART
>termios TCGETS
&termios TCSETS TCSETSW TCSETSF
>winsize TIOCGWINSZ
&winsize TIOCSWINSZ
>int FIONREAD TIOCOUTQ TIOCGPGRP TIOCGSID TIOCGPTN TIOCGETD TIOCGPTLCK TIOCGEXCL TIOCINQ SIOCATMARK FS_IOC_GETVERSION BLKROGET BLKSSZGET BLKSECTGET
>uint BLKPBSZGET BLKIOMIN BLKIOOPT BLKGETDISKSEQ
&int FIONBIO FIOASYNC TIOCSPGRP TIOCSPTLCK TIOCPKT TIOCSETD TIOCCONS FIOSETOWN SIOCSPGRP BLKROSET
>|tty_modem_flags TIOCMGET
&|tty_modem_flags TIOCMSET TIOCMBIS TIOCMBIC
>|inode_flags FS_IOC_GETFLAGS
&|inode_flags FS_IOC_SETFLAGS
>u64 BLKGETSIZE64 FIOQSIZE
>ulong BLKGETSIZE BLKRAGET
ulong BLKRASET
int TCSBRK TCSBRKP TIOCSCTTY
#tcflush_queues TCFLSH
#tcflow_actions TCXONC
fd FICLONE LOOP_SET_FD LOOP_CHANGE_FD PERF_EVENT_IOC_SET_OUTPUT
&file_clone_range FICLONERANGE
>fsxattr FS_IOC_FSGETXATTR
&fsxattr FS_IOC_FSSETXATTR
>fstrim_range FITRIM
&fiemap FS_IOC_FIEMAP
>ifconf SIOCGIFCONF
`

let types: Map<string, string> | undefined

const typeOfCommand = (name: string): string | undefined => {
  if (!types) {
    types = new Map()
    for (const line of argumentTypes.slice(1, -1).split('\n')) {
      const [type, ...names] = line.split(' ')
      for (const command of names) types.set(command, type!)
    }
  }
  return types.get(name)
}

const directions = ['_IOC_NONE', '_IOC_WRITE', '_IOC_READ', '_IOC_READ|_IOC_WRITE']

const commands = new Map<Arch, Map<number, string[]>>()

/** All names of each command: drivers use the same numbers. */
const commandNames = (arch: Arch): Map<number, string[]> => {
  let known = commands.get(arch)
  if (known) return known
  known = new Map()
  for (const [name, number] of constantSet('ioctl_cmds', arch).entries) {
    const names = known.get(number)
    if (names) names.push(name)
    else known.set(number, [name])
  }
  commands.set(arch, known)
  return known
}

const commandText = (command: number, arch: Arch): string => {
  const names = commandNames(arch).get(command)
  // Of several names that which says what the argument is.
  if (names) return names.find(name => typeOfCommand(name) !== undefined) ?? names[0]!
  const direction = directions[command >>> 30]
  const part = (shift: number, mask: number) => hexText((command >>> shift) & mask, 0)
  return `_IOC(${direction}, ${part(8, 0xff)}, ${part(0, 0xff)}, ${part(16, 0x3fff)})`
}

/** The name of the command. */
export const ioctlCommand = (arg: number, context: Context): Show => {
  const names = new Map<number, string>()
  return call => {
    const command = call.low(arg)
    let name = names.get(command)
    if (name === undefined) {
      name = commandText(command, context.arch)
      names.set(command, name)
    }
    return name
  }
}

/** Fields of struct ifreq by the command: what it gets, or sets. */
const interfaceFields: Readonly<
  Record<string, 'index' | 'flags' | 'addr' | 'mtu' | 'metric' | 'hwaddr' | 'txqlen'>
> = {
  SIOCGIFINDEX: 'index',
  SIOCGIFFLAGS: 'flags',
  SIOCSIFFLAGS: 'flags',
  SIOCGIFADDR: 'addr',
  SIOCSIFADDR: 'addr',
  SIOCGIFDSTADDR: 'addr',
  SIOCGIFBRDADDR: 'addr',
  SIOCGIFNETMASK: 'addr',
  SIOCSIFNETMASK: 'addr',
  SIOCGIFMTU: 'mtu',
  SIOCSIFMTU: 'mtu',
  SIOCGIFMETRIC: 'metric',
  SIOCGIFTXQLEN: 'txqlen',
  SIOCGIFHWADDR: 'hwaddr',
}

const addressLabels: Readonly<Record<string, string>> = {
  SIOCGIFDSTADDR: 'ifr_dstaddr',
  SIOCGIFBRDADDR: 'ifr_broadaddr',
  SIOCGIFNETMASK: 'ifr_netmask',
  SIOCSIFNETMASK: 'ifr_netmask',
}

const nameSize = 16

const interfaceText = (
  context: Context,
  command: string,
  { bytes, start }: Chunk,
  call: RawCall,
  isKnown: boolean,
): string => {
  const name = `ifr_name="${escaped(bytes, start, stringEnd(bytes, start, start + nameSize))}"`
  if (!isKnown) return `{${name}}`
  const at = start + nameSize
  const field = interfaceFields[command]!
  if (field === 'flags')
    return `{${name}, ifr_flags=${context.scalar(typeOf('|interface_flags'))!(u16(bytes, at), 0, call)}}`
  if (field === 'addr')
    return `{${name}, ${addressLabels[command] ?? 'ifr_addr'}=${socketAddress(context, bytes, at, at + 16, call)}}`
  if (field === 'hwaddr') {
    const family = context.scalar(typeOf('#arp_hardware_types'))!(u16(bytes, at), 0, call)
    let text = ''
    for (let i = 0; i < 6; i++)
      text += `${i === 0 ? '' : ':'}${bytes[at + 2 + i]!.toString(16).padStart(2, '0')}`
    return `{${name}, ifr_hwaddr={sa_family=${family}, sa_data=${text}}}`
  }
  const labels = { index: 'ifr_ifindex', mtu: 'ifr_mtu', metric: 'ifr_metric', txqlen: 'ifr_qlen' }
  return `{${name}, ${labels[field]}=${u32(bytes, at) | 0}}`
}

const interfaceArgument = (arg: number, command: string, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  const isSet = command.startsWith('SIOCS')
  return call => {
    const chunk = call.chunk('exit', op)
    if (!chunk || chunk.unreadable || chunk.end - chunk.start < 32)
      return pointerText(call.low(arg), call.high(arg))
    if (isSet || succeeded(call)) return interfaceText(context, command, chunk, call, true)
    return failed(call)
      ? interfaceText(context, command, chunk, call, false)
      : pointerText(call.low(arg), call.high(arg))
  }
}

/** One character that is put into a terminal's input. */
const character = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  return call => {
    const chunk = call.chunk('exit', op)
    if (!chunk || chunk.unreadable) return pointerText(call.low(arg), call.high(arg))
    return `"${escaped(chunk.bytes, chunk.start, chunk.start + 1)}"`
  }
}

const makeArgument = (arg: number, command: string, context: Context): Show => {
  if (interfaceFields[command]) return interfaceArgument(arg, command, context)
  if (command === 'TIOCSTI') return character(arg, context)
  const type = typeOfCommand(command)
  return type === undefined
    ? call => hexText(call.low(arg), call.high(arg))
    : context.argument(arg, typeOf(type))
}

/** The argument of the command before it. */
export const ioctlArgument = (arg: number, context: Context): Show => {
  const shows = new Map<number, Show>()
  return call => {
    const command = call.low(arg - 1)
    let show = shows.get(command)
    if (!show) {
      show = makeArgument(arg, commandText(command, context.arch), context)
      shows.set(command, show)
    }
    return show(call)
  }
}
