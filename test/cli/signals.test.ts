/** Every end: signals while starting and while tracing, two at once, kill -9. Nothing stays in the kernel. */

import { afterAll, describe, expect } from 'bun:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testNeeding } from '../support/needs.ts'
import { Command, type Ended, Folder, heldObjects, stillThere, systrace, Worker } from './command.ts'

const kernelTest = testNeeding('kernel', 'binary')
const objectsTest = testNeeding('kernel', 'binary', 'bpftool')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
const worker = new Worker(folder)

/** Says when it begins and when it ends, and counts meanwhile. */
const tracing = "begin(() => print('begin')); end(() => print('end')); on('openat', e => count(e.comm))"

/** Sends signals to a script that has come to say `ready`. */
const ended = async (code: string, ...signals: NodeJS.Signals[]): Promise<Ended> => {
  await using command = new Command(['-e', code])
  await command.until(({ stdout }) => stdout.includes('ready\n'), 'ready')
  for (const signal of signals) {
    command.kill(signal)
    // The same one at once would count as the same.
    await sleep(500)
  }
  return await command.ended()
}

/** Prints past the buffer: the script does not let go of the thread. */
const sayReady = "process.stdout.write('ready\\n')"

describe('a signal while tracing', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    objectsTest(`${signal} prints the tables, and leaves nothing`, async () => {
      await using command = new Command(['-v', '-c', worker.comm, '-e', tracing])
      await command.attached()
      const held = heldObjects(command.pid)
      expect(held.some(object => object.startsWith('prog'))).toBe(true)
      worker.run(2)
      command.kill(signal)
      const { stdout, exit } = await command.ended()
      expect(exit).toBe(0)
      expect(stdout).toMatch(
        new RegExp(`^begin\\nend\\n\\ncount\\(e\\.comm\\)\\n +comm +count\\n +${worker.comm} +\\d+\\n$`),
      )
      expect(await stillThere(held)).toEqual([])
    })

  kernelTest('SIGHUP does nothing to one that nohup started', async () => {
    await using command = new Command(['-v', '-e', tracing], { under: ['nohup'] })
    await command.attached()
    command.kill('SIGHUP')
    await sleep(100)
    command.kill('SIGINT')
    const { stdout, exit } = await command.ended()
    expect(exit).toBe(0)
    expect(stdout).toStartWith('begin\nend\n')
  })

  kernelTest('the script may have handlers of its own', async () => {
    const { stdout, exit } = await ended(
      `process.on('SIGINT', () => print('mine')); begin(() => { ${sayReady} }); end(() => print('end'))`,
      'SIGINT',
    )
    expect({ stdout, exit }).toEqual({ stdout: 'ready\nmine\nend\n', exit: 0 })
  })

  objectsTest('kill -9 leaves nothing', async () => {
    await using command = new Command([
      '-v',
      '-e',
      `${tracing}; on('%file', e => print(e)); on('read', e => hist(e.duration))`,
    ])
    await command.attached()
    const held = heldObjects(command.pid)
    for (const kind of ['prog', 'map', 'link'])
      expect(held.some(object => object.startsWith(kind))).toBe(true)
    command.kill('SIGKILL')
    expect((await command.ended()).exit).toBe('SIGKILL')
    expect(await stillThere(held)).toEqual([])
  })
})

describe('a second signal ends it at once', () => {
  const hangs = `end(() => new Promise(() => { ${sayReady} })); on('openat', e => count(e.comm))`

  kernelTest('while end() waits for what never comes', async () => {
    const says = { stdout: 'ready\n', stderr: '', exit: 130 }
    expect(
      await ended(`begin(() => { ${sayReady} }); ${hangs.replace(sayReady, '')}`, 'SIGINT', 'SIGINT'),
    ).toEqual(says)
    expect(
      await ended(`begin(() => { ${sayReady} }); ${hangs.replace(sayReady, '')}`, 'SIGTERM', 'SIGINT'),
    ).toEqual(says)
  })

  kernelTest('which is the first one where exit() began the end', async () => {
    await using command = new Command(['-e', `begin(() => exit()); ${hangs}`])
    await command.until(({ stdout }) => stdout.includes('ready\n'), 'ready')
    await sleep(500)
    command.kill('SIGINT')
    expect((await command.ended()).exit).toBe(130)
  })

  for (const signal of ['INT', 'TERM'])
    kernelTest(`but not the same one twice at a time, as timeout sends SIG${signal}`, async () => {
      // Busy, so that it takes both signals in one go.
      const busy = "every('1ms', () => { for (let i = 0; i < 1e6; i++); }); end(() => print('end'))"
      for (let i = 0; i < 3; i++) {
        const { stdout, exit } = await systrace(['-e', busy], { under: ['timeout', '-s', signal, '0.4'] })
        expect({ stdout, exit }).toEqual({ stdout: 'end\n', exit: 124 })
      }
    })
})

describe('a script that does not let go of the thread', () => {
  for (const [name, code] of [
    ['in a handler', `every('1ms', () => { ${sayReady}; for (;;); })`],
    ['at the top level', `${sayReady}; for (;;);`],
  ] as const)
    kernelTest(`${name}: SIGQUIT (Ctrl-\\) ends it`, async () => {
      await using command = new Command(['-e', code], { under: ['prlimit', '--core=0'] })
      await command.until(({ stdout }) => stdout.includes('ready\n'), 'ready')
      command.kill('SIGINT')
      command.kill('SIGQUIT')
      expect(await command.ended()).toEqual({ stdout: 'ready\n', stderr: '', exit: 'SIGQUIT' })
    })
})

describe('a signal while starting', () => {
  kernelTest('at any moment: no message but the tables, whatever there is of them', async () => {
    for (let ms = 0; ms <= 50; ms += 2) {
      await using command = new Command(['-e', tracing])
      await sleep(ms)
      command.kill('SIGINT')
      const { stdout, stderr, exit } = await command.ended()
      expect({ ms, stderr }).toEqual({ ms, stderr: '' })
      // Killed before it could know of signals, stopped before it was attached, or ended in order.
      expect(['SIGINT', 130, 0]).toContain(exit)
      if (exit === 0) expect(stdout).toStartWith('begin\nend\n')
      else expect(stdout).toBe('')
    }
  })

  kernelTest('while the top level waits', async () => {
    const top = `${sayReady}; print('printed'); await new Promise(() => {}); ${tracing}`
    expect(await ended(top, 'SIGINT')).toEqual({ stdout: 'ready\nprinted\n', stderr: '', exit: 130 })
    expect(await ended(top, 'SIGTERM')).toEqual({ stdout: 'ready\nprinted\n', stderr: '', exit: 143 })
  })
})

describe('ends that are no signals', () => {
  kernelTest('-d', async () => {
    await using command = new Command(['-d', '200ms', '-c', 'nobody-at-all', '-e', tracing])
    expect(await command.ended()).toEqual({ stdout: 'begin\nend\n', stderr: '', exit: 0 })
  })

  objectsTest('an error while tracing leaves nothing', async () => {
    const code = `${tracing}; every('1s', () => { for (let i = 0; i < 10_000; i++) print('much') })`
    await using command = new Command(['-v', '-o', '/dev/full', '-e', code])
    await command.attached()
    const held = heldObjects(command.pid)
    expect((await command.ended()).exit).toBe(3)
    expect(await stillThere(held)).toEqual([])
  })
})

describe('two at once', () => {
  kernelTest('see the same events, and end one by one', async () => {
    const code = "on('fadvise64', e => count(e.comm)); begin(() => print('begin'))"
    await using first = new Command(['-v', '-f', 'json', '-c', worker.comm, '-e', code])
    await using second = new Command(['-v', '-f', 'json', '-c', worker.comm, '-e', code])
    await first.attached()
    await second.attached()
    worker.run(3)
    first.kill('SIGINT')
    const counted = async (command: Command): Promise<unknown> => {
      const { stdout, exit } = await command.ended()
      expect(exit).toBe(0)
      return (JSON.parse(stdout.trim().split('\n').at(-1)!) as { rows: unknown }).rows
    }
    expect(await counted(first)).toEqual([{ key: [worker.comm], value: 3 }])
    worker.run(2)
    second.kill('SIGINT')
    expect(await counted(second)).toEqual([{ key: [worker.comm], value: 5 }])
  })
})
