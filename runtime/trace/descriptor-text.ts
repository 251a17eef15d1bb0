/** What calls did to memory, out of their text: the numbers of a pair, addresses. */

/**
 * The two descriptors that pipe and socketpair made.
 *
 * @example descriptorPair('pipe2([3<pipe>, 4<pipe>], O_CLOEXEC)') // [3, 4]
 */
export const descriptorPair = (call: string): readonly [number, number] | undefined => {
  const match = /\[(\d+)(?:<.*?>)?, (\d+)(?:<.*?>)?\]/.exec(call)
  return match ? [Number(match[1]), Number(match[2])] : undefined
}

/**
 * The address in a call, as it is shown of a socket's end: `127.0.0.1:80`, `[::1]:80`, `"/run/x.sock"`.
 *
 * @example addressIn('bind(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 9) = 0') // '"/run/x"'
 */
export const addressIn = (call: string): string | undefined => {
  const at = call.indexOf('{sa_family=')
  if (at < 0) return undefined
  const text = call.slice(at)
  const port = /sin6?_port=htons\((\d+)\)/.exec(text)?.[1]
  const v4 = /^[^}]*sin_addr=inet_addr\("([^"]*)"\)/.exec(text)?.[1]
  if (v4 !== undefined && port !== undefined) return `${v4}:${port}`
  const v6 = /^[^}]*inet_pton\(AF_INET6, "([^"]*)"/.exec(text)?.[1]
  if (v6 !== undefined && port !== undefined) return `[${v6}]:${port}`
  return /sun_path=(@?"(?:[^"\\]|\\.)*")/.exec(text)?.[1]
}

/** Who connected: of a unix socket only what it is bound to, which is not shown. */
export const acceptedIn = (call: string): string | undefined => {
  const address = addressIn(call)
  return address?.includes('"') ? undefined : address
}
