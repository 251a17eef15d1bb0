import { on, print } from 'systrace'

const two = '2' as unknown as number

// biome-ignore lint/suspicious/noDoubleEquals: what this is about
on('close', e => e.fd == two && print(e.comm))
