/** Writes the declarations of 'systrace' into a folder: for the npm package, and to be put into the binary. */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { joinDeclarations } from '../declarations.ts'
import { bundleDeclarations } from './bundle.ts'
import { syscallArgsText } from './syscall-args.ts'

const root = join(import.meta.dirname, '../../..')

/** What scripts and their tests import, by the file that has it; of what is there. */
const entries = ['index', 'test'].filter(name => existsSync(join(root, `runtime/${name}.ts`)))

/** Has tsc write the declarations of all files that the entries need. */
const emit = (folder: string): void => {
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    types: ['bun-types'],
    typeRoots: [join(root, 'node_modules')],
    rootDir: root,
    outDir: folder,
  }
  const files = entries.map(name => join(root, `runtime/${name}.ts`))
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { stdio: 'inherit' })
}

/** The text of `systrace.d.ts`. */
const systraceText = (folder: string): string => {
  const api = bundleDeclarations(join(folder, 'runtime/index.d.ts'), { leaveOut: ['/syscall-args.gen.d.ts'] })
  return joinDeclarations(`/** What scripts import from 'systrace'. */\n\n${api}`, syscallArgsText())
}

/** The text of `test.d.ts`: what tests of scripts import. */
const testText = (folder: string): string => {
  const from = { module: 'systrace', entry: join(folder, 'runtime/index.d.ts') }
  const api = entries.includes('test')
    ? bundleDeclarations(join(folder, 'runtime/test.d.ts'), { from })
    : 'export {}\n'
  return `/** What tests of scripts import from 'systrace/test'. */\n\n${api}`
}

/** The text of `valibot.d.ts`: for projects that have only the binary. */
const valibotText = (): string => {
  const folder = join(root, 'node_modules/valibot')
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
  const { version } = JSON.parse(read('package.json')) as { readonly version: string }
  return `/*!\nThe declarations of valibot ${version}.\n\n${read('LICENSE.md').trim()}\n*/\n\n${read('dist/index.d.mts')}`
}

/** Writes a file at once, so that nobody reads half of it. */
const write = (path: string, text: string): void => {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}

const folder = process.argv[2] ?? join(root, 'dist/types')
const scratch = mkdtempSync(join(tmpdir(), 'declarations-'))
try {
  mkdirSync(folder, { recursive: true })
  write(join(folder, 'valibot.d.ts'), valibotText())
  emit(scratch)
  write(join(folder, 'test.d.ts'), testText(scratch))
  // The last one: by its time, make knows whether all are new.
  write(join(folder, 'systrace.d.ts'), systraceText(scratch))
} finally {
  rmSync(scratch, { recursive: true })
}
