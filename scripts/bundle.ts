// Bundles what is run: `cli` → dist/cli.mjs, `studio` → dist/studio/. Without an argument both. Parts that do not exist yet are passed over.
// The files a bundle was made of go to dist/<part>.inputs, from which ensure.mjs knows when it is stale.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { release } from './release.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const cli = join(root, 'packages/cli/main.ts')
const studio = join(root, 'packages/studio')

/**
 * Source says `new URL('PATH', import.meta.url)` as seen from its own folder. A bundle stands elsewhere: what lies in dist keeps its place,
 * and another source file becomes a bundle of its own beside this one (`x.node.ts` → `x.node.mjs`), listed in `found`.
 */
const relocated = (outdir: string, found: Map<string, string>): Plugin => ({
  name: 'relocated',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]packages[\\/].*\.tsx?$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (!text.includes('import.meta.url')) return undefined
      const contents = text.replace(/new URL\((['"])(\.[^'"]*)\1,\s*import\.meta\.url\)/g, (whole, _quote, to: string) => {
        const target = resolve(dirname(path), to)
        if (target.startsWith(dist))
          return `new URL(${JSON.stringify(`./${relative(outdir, target).replaceAll('\\', '/')}`)}, import.meta.url)`
        if (!/\.ts$/.test(target) || !existsSync(target)) return whole
        const name = `${basename(target, '.ts')}.mjs`
        found.set(name, target)
        return `new URL('./${name}', import.meta.url)`
      })
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
    })
  },
})
/** Names, versions and licence texts of what others wrote and a bundle contains. */
function notices(packages: readonly string[]): string {
  return packages
    .map((at) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, at, 'package.json'), 'utf8'))
      const text = readdirSync(join(root, at)).find((file) => /^(licen[cs]e|copying)/i.test(file))
      return `${name} ${version} (${license})\n\n${text ? readFileSync(join(root, at, text), 'utf8').trim() : 'No licence text in the package.'}\n`
    })
    .join(`\n${'─'.repeat(80)}\n\n`)
}
/** Bundles into a folder beside `outdir` and moves the files over, so that nobody sees half a bundle. @returns names of what was made */
async function bundle(part: string, outdir: string, options: BuildOptions): Promise<string[]> {
  const temporary = join(dist, `.${part}-${process.pid}`)
  const inputs: string[] = []
  const foreign = new Set<string>()
  const made = new Set<string>()
  const found = new Map<string, string>()
  const all = async (more: BuildOptions) => {
    const { metafile } = await build({
      bundle: true,
      format: 'esm',
      sourcemap: true,
      outdir: temporary,
      absWorkingDir: root,
      logLevel: 'warning',
      metafile: true,
      legalComments: 'none',
      plugins: [relocated(outdir, found)],
      ...options,
      ...more,
    })
    for (const file of Object.keys(metafile!.inputs)) {
      const from = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]
      if (from && !from.includes('@tonmeister')) foreign.add(from)
    }
    inputs.push(...Object.keys(metafile!.inputs).filter((file) => !file.includes('node_modules') && existsSync(join(root, file))))
  }
  try {
    await all({})
    for (;;) {
      const next = [...found].find(([name]) => !made.has(name))
      if (!next) break
      made.add(next[0])
      await all({ entryPoints: [{ in: next[1], out: next[0].slice(0, -4) }] })
    }
    mkdirSync(outdir, { recursive: true })
    writeFileSync(
      join(temporary, part === 'studio' ? 'THIRD-PARTY-NOTICES.txt' : `${part}.THIRD-PARTY-NOTICES.txt`),
      notices([...foreign].sort()),
    )
    const files = readdirSync(temporary)
    for (const file of files) renameSync(join(temporary, file), join(outdir, file))
    writeFileSync(join(dist, `${part}.inputs`), JSON.stringify([...new Set(inputs)]))
    return files
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

const bundleCli = () =>
  bundle('cli', dist, {
    entryPoints: [{ in: cli, out: 'cli' }],
    platform: 'node',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    // Packages in CommonJS call these; a module has none of them.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  })

async function bundleStudio(): Promise<void> {
  const out = join(dist, 'studio')
  const entries = readdirSync(studio, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter(
      (file) =>
        !file.includes('node_modules') &&
        !file.startsWith('e2e/') &&
        /(^main\.tsx?|(^|\/)worklet\.ts|(^|\/)([\w-]+\.)?worker\.ts)$/.test(file),
    )
    .map((file) => ({ in: join(studio, file), out: basename(file).replace(/\.tsx?$/, '') }))
  const files = await bundle('studio', out, {
    entryPoints: entries,
    platform: 'browser',
    target: 'es2023',
    jsx: 'automatic',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'file', '.woff': 'file', '.svg': 'file', '.png': 'file', '.wasm': 'file' },
    assetNames: '[name]',
  })
  const copy = (from: string, file: string) => {
    copyFileSync(join(from, file), join(out, file))
    files.push(file)
  }
  if (existsSync(join(dist, 'kernels.wasm'))) copy(dist, 'kernels.wasm')
  for (const file of readdirSync(studio)) if (/\.(svg|png|ico|webmanifest)$/.test(file)) copy(studio, file)
  copy(studio, 'index.html')
  release(out, files)
}

mkdirSync(dist, { recursive: true })
const asked = process.argv.slice(2)
const wants = (part: string) => asked.length === 0 || asked.includes(part)
try {
  if (wants('cli') && existsSync(cli)) await bundleCli()
  if (wants('studio') && existsSync(join(studio, 'index.html'))) await bundleStudio()
} catch (error) {
  // esbuild has said what and where.
  if (!(error instanceof Error && 'errors' in error)) throw error
  process.exitCode = 1
}
