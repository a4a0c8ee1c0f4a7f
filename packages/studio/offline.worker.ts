// The service worker: the studio without a line, and one version at a time.
// Every version lies whole in a cache of its own, each file checked against its hash. Which version windows get is written down and changes
// only when a person asks. A window gets all its files from the version it began with, whatever others have taken since.
import type { FromOffline, Release, ToOffline } from './app/offline.ts'

/** scripts/bundle.ts writes what this version consists of before the first line of the bundle. */
declare const TONMEISTER_RELEASE: Release

const worker = self as unknown as ServiceWorkerGlobalScope
const release = TONMEISTER_RELEASE
const PREFIX = 'tonmeister-'
/** The cache that holds the choice of version. */
const CHOICE = 'tonmeister'
/** In a version's cache: its list of files. It is written last, so what has it is whole. */
const LIST = 'release.json'
/** Milliseconds that a window has to say which version it is; it may be busy. */
const ANSWER = 3000

const at = (file: string): string => new URL(file === 'index.html' ? './' : file, worker.registration.scope).href
const cacheOf = (version: string) => caches.open(PREFIX + version)

async function listOf(version: string): Promise<Release | undefined> {
  if (!(await caches.has(PREFIX + version))) return undefined
  const found = await (await cacheOf(version)).match(at(LIST))
  return found && ((await found.json()) as Release)
}
async function chosen(): Promise<string | undefined> {
  const found = await (await caches.open(CHOICE)).match(at('version'))
  return found?.text()
}
const choose = async (version: string): Promise<void> => (await caches.open(CHOICE)).put(at('version'), new Response(version))

/** Fetches this version whole. Fails when the server holds files of another: then the browser comes again later. */
async function install(): Promise<void> {
  const cache = await cacheOf(release.version)
  const whole = await listOf(release.version)
  if (!whole)
    await Promise.all(
      Object.entries(release.files).map(async ([file, integrity]) => {
        const response = await fetch(at(file), { cache: 'no-cache', integrity })
        if (!response.ok) throw new Error(`${file}: ${response.status}`)
        await cache.put(at(file), response)
      }),
    )
  await cache.put(at(LIST), new Response(JSON.stringify(release)))
}
async function activate(): Promise<void> {
  const now = await chosen()
  if (!now || !(await listOf(now))) await choose(release.version)
  await worker.clients.claim()
}

// ── Which window is which version ────────────────────────────────────────────

const isEmpty = (client: Client): boolean => client.url.startsWith('about:')
const versions = new Map<string, string>()
/** What a window says it is; undefined when it does not answer, as one that loads does. */
async function versionOf(clientId: string): Promise<string | undefined> {
  const known = versions.get(clientId)
  if (known) return known
  const client = await worker.clients.get(clientId)
  // Workers of the studio bring everything with them; a second window is part of the one that opened it.
  if (client?.type !== 'window' || isEmpty(client)) return undefined
  const said = await new Promise<string | undefined>((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => resolve(String(data))
    setTimeout(() => resolve(undefined), ANSWER)
    client.postMessage({ type: 'which' } satisfies FromOffline, [port2])
  })
  if (said) versions.set(clientId, said)
  return said
}
/** Removes versions that no window uses and nobody will be given. */
async function tidy(): Promise<void> {
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const used = await Promise.all(windows.filter((client) => !isEmpty(client)).map(({ id }) => versionOf(id)))
  // One that does not answer may be any.
  if (used.includes(undefined)) return
  const kept = new Set([...used, await chosen(), release.version])
  const spare = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && !kept.has(name.slice(PREFIX.length)))
  // A newer worker may be fetching its version just now, which this one does not know.
  const { installing, waiting } = worker.registration
  if (installing || waiting || worker.serviceWorker.state !== 'activated') return
  await Promise.all(spare.map((name) => caches.delete(name)))
}

// ── Answers ──────────────────────────────────────────────────────────────────

async function answer(event: FetchEvent, file: string): Promise<Response> {
  const { request } = event
  const isPage = request.mode === 'navigate'
  const version = (isPage ? undefined : await versionOf(event.clientId)) ?? (await chosen())
  const files = version ? (await listOf(version))?.files : undefined
  if (!version || !files || !Object.hasOwn(files, file)) return fetch(request)
  if (isPage) versions.set(event.resultingClientId, version)
  const cache = await cacheOf(version)
  const found = await cache.match(at(file))
  if (found) return found
  // The browser has dropped it: the server's will do if it is the same.
  const response = await fetch(at(file), { cache: 'no-cache', integrity: files[file]! }).catch(() => undefined)
  if (response?.ok) {
    await cache.put(at(file), response.clone())
    return response
  }
  return fetch(request)
}

worker.addEventListener('install', (event) => event.waitUntil(install()))
worker.addEventListener('activate', (event) => event.waitUntil(activate()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  const scope = new URL(worker.registration.scope)
  if (request.method !== 'GET' || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return
  const path = decodeURI(url.pathname.slice(scope.pathname.length)) || 'index.html'
  // Asked past the cache on purpose: Shift and reload, or the developer's tools.
  if (request.cache === 'no-store' || request.cache === 'reload') return
  event.respondWith(answer(event, path))
})
worker.addEventListener('message', (event) => {
  const message = event.data as ToOffline
  const port = event.ports[0]
  if (message.type === 'state')
    event.waitUntil(
      chosen()
        .then((now) => port?.postMessage({ chosen: now, newest: release.version }))
        .then(tidy),
    )
  else if (message.type === 'take')
    event.waitUntil(
      choose(release.version)
        .then(() => port?.postMessage({ chosen: release.version, newest: release.version }))
        // Whichever worker answers, windows get their own version: when this one takes over does not matter.
        .then(() => worker.skipWaiting()),
    )
})
