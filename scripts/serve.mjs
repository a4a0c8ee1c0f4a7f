// Serves a folder on this machine only, with the headers that shared memory needs. No dependencies.
import { createReadStream, realpathSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, resolve, sep } from 'node:path'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wav': 'audio/wav',
  '.mid': 'audio/midi',
  '.txt': 'text/plain; charset=utf-8',
}
/** Sent with everything. Scripts come from here and nowhere else; styles may be inline, since components position themselves by style attributes. */
export const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'microphone=(self), midi=(self), camera=(), geolocation=()',
  // Names carry no hash, so the browser asks each time and is told when nothing has changed.
  'Cache-Control': 'no-cache',
}
/** Only these names reach this machine; anything else is another site whose name was bent to this address. */
const isLocal = (host) => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host ?? '')

function answer(root, request, response) {
  const end = (status, text, more = {}) => {
    response.writeHead(status, { ...HEADERS, 'Content-Type': TYPES['.txt'], ...more })
    response.end(text)
  }
  if (!isLocal(request.headers.host)) return end(403, 'This server answers to localhost only.\n')
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(405, 'Only GET.\n', { Allow: 'GET, HEAD' })
  let path
  try {
    path = decodeURIComponent(request.url.split(/[?#]/)[0])
  } catch {
    return end(400, 'Bad address.\n')
  }
  if (!path.startsWith('/') || path.includes('\0')) return end(400, 'Bad address.\n')
  let file = normalize(join(root, path))
  if (file !== root && !file.startsWith(root + sep)) return end(403, 'Outside the studio.\n')
  let stat = statSync(file, { throwIfNoEntry: false })
  if (stat?.isDirectory()) {
    file = join(file, 'index.html')
    stat = statSync(file, { throwIfNoEntry: false })
  }
  if (!stat?.isFile()) return end(404, 'Not found.\n')
  if (!realpathSync(file).startsWith(root + sep)) return end(403, 'Outside the studio.\n')
  const tag = `"${stat.size.toString(36)}-${Math.round(stat.mtimeMs).toString(36)}"`
  const headers = { ...HEADERS, ETag: tag, 'Content-Type': TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream' }
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers)
    return response.end()
  }
  response.writeHead(200, { ...headers, 'Content-Length': stat.size })
  if (request.method === 'HEAD') return response.end()
  const stream = createReadStream(file)
  stream.on('error', () => response.destroy())
  stream.pipe(response)
}

/**
 * Serves `root` on 127.0.0.1. When `port` is taken the next free one is used, of a hundred.
 * @returns {Promise<{ address: string, port: number, moved: boolean, close: () => Promise<void> }>} moved: not the port that was asked for
 */
export async function startServer({ port = 4310, root }) {
  const folder = realpathSync(resolve(root))
  const server = createServer((request, response) => answer(folder, request, response))
  const listen = (at) =>
    new Promise((done, failed) => {
      server.once('error', failed)
      server.listen(at, '127.0.0.1', () => {
        server.removeListener('error', failed)
        done(server.address().port)
      })
    })
  for (let at = port; ; at++) {
    try {
      const got = await listen(at)
      return {
        address: `http://localhost:${got}/`,
        port: got,
        moved: port !== 0 && got !== port,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            server.closeAllConnections()
          }),
      }
    } catch (error) {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES'
      if (!taken || port === 0 || at >= port + 100 || at >= 65_535) throw error
    }
  }
}
