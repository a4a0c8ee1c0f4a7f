// Every kernel.ts → one dist/kernels.wasm; `--debug` adds dist/kernels.debug.wasm with asserts.
// While writing kernels: `--only eq,delay --out NAME` builds just those (by folder name) into dist/NAME.wasm; tests take it through TONMEISTER_KERNELS.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import asc from 'assemblyscript/asc'

const root = fileURLToPath(new URL('..', import.meta.url))
mkdirSync(`${root}/dist`, { recursive: true })

const { values: args } = parseArgs({ options: { debug: { type: 'boolean' }, only: { type: 'string' }, out: { type: 'string' } } })
const ENTRY = 'packages/dsp/catalog/kernels.ts'

async function compile(file: string, options: string[], entry = ENTRY): Promise<void> {
  // Moved into place when whole: others may be reading, or compiling too.
  const temporary = `dist/${file}.${process.pid}.tmp`
  // The module is linked with a shared memory, so that several threads can work on one plan. Constants lie below 1 MiB, where Kernels' arena begins.
  const { error, stderr } = await asc.main(
    [
      entry,
      '--baseDir',
      root,
      '--outFile',
      temporary,
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--enable',
      'threads',
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '64',
      '--maximumMemory',
      '32768',
      '--memoryBase',
      '1024',
      ...options,
    ],
    {},
  )
  if (error) {
    console.error(String(stderr))
    process.exit(1)
  }
  renameSync(`${root}/${temporary}`, `${root}/dist/${file}`)
}
if (args.only) {
  const names = args.only.split(',')
  const some = readFileSync(`${root}/${ENTRY}`, 'utf8')
    .split('\n')
    .filter((line) => names.some((name) => line.includes(`/${name}/kernel"`)))
  const entry = `packages/dsp/catalog/.only-${args.out ?? 'some'}.ts`
  writeFileSync(`${root}/${entry}`, some.join('\n'))
  await compile(`${args.out ?? 'some'}.wasm`, ['-O3', '--noAssert'], entry)
  rmSync(`${root}/${entry}`)
} else {
  await compile('kernels.wasm', ['-O3', '--noAssert'])
  if (args.debug) await compile('kernels.debug.wasm', ['-O1'])
}
