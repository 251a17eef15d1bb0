// @ts-nocheck
import { on, print } from 'systrace'

on('write', e => {
  switch (e.fd) {
    // biome-ignore lint/suspicious/noFallthroughSwitchClause: what this is about
    case 1:
      if (e.ret < 0) print('out')
    case 2:
      if (e.ret < 0) print('err')
      break
    default:
  }
})
