import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HEADERS, startServer } from './serve.mjs'

const dir = mkdtempSync(join(tmpdir(), 'tonmeister-serve-'))
const root = join(dir, 'studio')
let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  mkdirSync(join(root, 'sub'), { recursive: true })
  writeFileSync(join(root, 'index.html'), '<!doctype html>')
  writeFileSync(join(root, 'kernels.wasm'), 'x')
  writeFileSync(join(root, 'main.js'), 'x')
  writeFileSync(join(root, 'a b.txt'), 'space')
  writeFileSync(join(dir, 'secret.txt'), 'secret')
  writeFileSync(join(dir, 'studio-other.txt'), 'secret')
  server = await startServer({ port: 0, root })
})
afterAll(async () => {
  await server.close()
  rmSync(dir, { recursive: true, force: true })
})

/** One request as it is written, without a client that tidies the path. */
const get = (path: string, options: { method?: string; headers?: Record<string, string> } = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: server.port, path, ...options }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk) => (body += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body }))
    })
    call.on('error', reject)
    call.end()
  })

test('every answer carries the headers that shared memory needs, errors too', async () => {
  for (const path of ['/', '/main.js', '/nothing', '/%00'])
    for (const [name, value] of Object.entries(HEADERS))
      expect((await get(path)).headers[name.toLowerCase()], `${path} ${name}`).toBe(value)
})
test('scripts come from here and nowhere else', () => {
  expect(HEADERS['Content-Security-Policy']).toContain("script-src 'self' 'wasm-unsafe-eval';")
  expect(HEADERS['Content-Security-Policy']).not.toContain("'unsafe-eval'")
})
test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/kernels.wasm', 'application/wasm'],
  ['/main.js?v=1', 'text/javascript; charset=utf-8'],
  ['/a%20b.txt', 'text/plain; charset=utf-8'],
])('%s is %s', async (path, type) => expect(await get(path)).toMatchObject({ status: 200, headers: { 'content-type': type } }))
test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/sub/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%5csecret.txt',
  '/../studio-other.txt',
  '//secret.txt',
  '/%',
])('%s does not lead out of the folder', async (path) => {
  const answer = await get(path)
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.body).not.toContain('secret')
})
test('a folder is not listed', async () => expect(await get('/sub')).toMatchObject({ status: 404 }))
test('what has not changed is not sent again', async () => {
  const { headers } = await get('/main.js')
  expect(await get('/main.js', { headers: { 'If-None-Match': String(headers.etag) } })).toMatchObject({ status: 304, body: '' })
})
test('another name for this machine is refused', async () => {
  expect(await get('/', { headers: { Host: 'evil.example' } })).toMatchObject({ status: 403 })
  expect(await get('/', { headers: { Host: 'localhost:1' } })).toMatchObject({ status: 200 })
})
test('only reading is answered', async () => expect(await get('/', { method: 'POST' })).toMatchObject({ status: 405 }))
test('a link out of the folder is not followed', async () => {
  symlinkSync(join(dir, 'secret.txt'), join(root, 'link.txt'))
  const answer = await get('/link.txt')
  expect(answer.body).not.toContain('secret')
  expect(answer.status).toBe(403)
})
test('a port in use: the next one is taken, and named', async () => {
  const second = await startServer({ port: server.port, root })
  expect(second.port).toBeGreaterThan(server.port)
  expect(second).toMatchObject({ moved: true, address: `http://localhost:${second.port}/` })
  await second.close()
})
test('closing does not wait for idle visitors', async () => {
  const other = await startServer({ port: 0, root })
  const visitor = connect(other.port, '127.0.0.1')
  await new Promise((resolve) => visitor.once('connect', resolve))
  visitor.on('error', () => {})
  await other.close()
})
