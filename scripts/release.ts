// A bundled studio gets its version, made of all its files: the page carries it, the service worker gets the list with hashes (offline.worker.ts).
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const WORKER = 'offline.worker.js'
const PAGE = 'index.html'
const LIST = 'const TONMEISTER_RELEASE='

/**
 * May be done again after files have changed.
 * @param files  names in `folder` that were bundled; the version consists of them without maps
 * @returns the version: the same files, the same version
 */
export function release(folder: string, files: readonly string[]): string {
  const hashOf = (bytes: string | Uint8Array) => `sha256-${createHash('sha256').update(bytes).digest('base64')}`
  const page = readFileSync(join(folder, PAGE), 'utf8').replace(/\n? *<meta name="version"[^>]*>/, '')
  const hashes: { [file: string]: string } = {}
  for (const file of [...new Set(files)].sort())
    if (!file.endsWith('.map') && file !== WORKER) hashes[file] = hashOf(file === PAGE ? page : readFileSync(join(folder, file)))
  const version = createHash('sha256').update(JSON.stringify(hashes)).digest('hex').slice(0, 12)
  const told = page.replace('<head>', `<head>\n    <meta name="version" content="${version}" />`)
  writeFileSync(join(folder, PAGE), told)
  hashes[PAGE] = hashOf(told)
  const worker = readFileSync(join(folder, WORKER), 'utf8')
  const code = worker.startsWith(LIST) ? worker.slice(worker.indexOf('\n') + 1) : worker
  writeFileSync(join(folder, WORKER), `${LIST}${JSON.stringify({ version, files: hashes })}\n${code}`)
  return version
}
