/** The reader of npm's archives, on what tar makes and on what nobody should. */

import { describe, expect, test } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NotTar, readTar } from '../../runtime/sources/tar.ts'

const long = `package/${'folder-of-a-long-name/'.repeat(12)}x.ts`

const archive = (format: string): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'))
  try {
    for (const path of ['package/a.ts', 'package/empty.ts', long]) {
      mkdirSync(join(folder, path, '..'), { recursive: true })
      writeFileSync(join(folder, path), path.includes('empty') ? '' : `${path}\n`.repeat(20))
    }
    symlinkSync('/etc/passwd', join(folder, 'package/link.ts'))
    return execFileSync('tar', [`--format=${format}`, '-cf', '-', 'package'], { cwd: folder })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('readTar()', () => {
  for (const format of ['gnu', 'pax'])
    test(`reads the files of an archive in ${format} format, and no links`, () => {
      const files = readTar(archive(format))
      expect([...files.keys()].sort()).toEqual(['package/a.ts', 'package/empty.ts', long].sort())
      expect(files.get(long)?.toString()).toBe(`${long}\n`.repeat(20))
      expect(files.get('package/empty.ts')?.length).toBe(0)
    })

  test('refuses what is cut, wherever', () => {
    const whole = archive('pax')
    const end = whole.length - 20 * 512
    for (let length = 0; length < end; length += 97)
      expect(() => readTar(whole.subarray(0, length))).toThrow(NotTar)
  })

  test('refuses a changed header, and never throws anything else', () => {
    const whole = archive('pax')
    let refused = 0
    for (let at = 0; at < whole.length; at += 13) {
      const changed = Buffer.from(whole)
      changed[at]! ^= 0x55
      try {
        readTar(changed)
      } catch (error) {
        expect(error).toBeInstanceOf(NotTar)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(100)
  })
})
