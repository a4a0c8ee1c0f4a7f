// The studio as an application of its own: works without a line, is updated when asked, can be installed, opens files given to it by the system.
// offline.worker.ts keeps whole versions; this is the window's side.
import { t } from '@tonmeister/ui'
import { given } from './files.ts'
import type { Session } from './session.ts'

/** What one version consists of: files with their hashes as `integrity` wants them. The version is made of these. */
export interface Release {
  readonly version: string
  readonly files: { readonly [file: string]: string }
}
export type ToOffline = { readonly type: 'state' } | { readonly type: 'take' }
/** Asked of a window, answered through the port with its version. */
export type FromOffline = { readonly type: 'which' }
interface State {
  /** Given to windows that are opened now. */
  readonly chosen?: string
  readonly newest: string
}
/** Not in the library of types. */
interface InstallPrompt extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>
}
interface Launch {
  readonly files: readonly FileSystemFileHandle[]
}

/** Milliseconds between two looks for a new version while the window is open. */
const LOOK_EVERY = 3_600_000

class Offline {
  /** Of the files this window runs; empty where they were not bundled. */
  readonly version = document.querySelector<HTMLMetaElement>('meta[name=version]')?.content ?? ''
  isOffline = !navigator.onLine
  hasUpdate = false
  private registration: ServiceWorkerRegistration | undefined
  private prompt: InstallPrompt | undefined
  private session: Session | undefined

  /** Once per window, when it stands. */
  begin(session: Session): void {
    this.session = session
    const line = () => {
      this.isOffline = !navigator.onLine
      session.changed()
      if (navigator.onLine) void this.look()
    }
    addEventListener('online', line)
    addEventListener('offline', line)
    addEventListener('beforeinstallprompt', (event) => {
      // Asked when the person asks, not when the browser thinks of it.
      event.preventDefault()
      this.prompt = event as InstallPrompt
      session.changed()
    })
    addEventListener('appinstalled', () => {
      this.prompt = undefined
      session.notify(t('Tonmeister is installed: it has a window of its own now, and works without a network.'))
    })
    const { launchQueue } = window as unknown as { launchQueue?: { setConsumer(take: (launch: Launch) => void): void } }
    launchQueue?.setConsumer(({ files }) => {
      if (files.length) void Promise.all(files.map((f) => f.getFile())).then((all) => session.take(given(all)))
    })
    void this.keep()
  }
  private async keep(): Promise<void> {
    const { serviceWorker } = navigator
    // Without it the studio works all the same, as long as there is a line.
    if (!serviceWorker || !this.version) return
    serviceWorker.addEventListener('message', ({ data, ports }: MessageEvent<FromOffline>) => {
      if (data.type === 'which') ports[0]?.postMessage(this.version)
    })
    try {
      const registration = await serviceWorker.register('offline.worker.js', { updateViaCache: 'none' })
      this.registration = registration
      const follow = () => {
        const { installing } = registration
        installing?.addEventListener('statechange', () => {
          if (installing.state === 'installed' || installing.state === 'activated') void this.compare()
        })
      }
      follow()
      registration.addEventListener('updatefound', follow)
      if (registration.active) await this.compare()
      setInterval(() => void this.look(), LOOK_EVERY)
    } catch {
      // No storage for it, or not allowed: as above.
    }
  }
  /** Asks the server whether there is a newer version; it is fetched in the background and offered when it is whole. @returns false when it could not be asked */
  async look(): Promise<boolean> {
    const asked = await this.registration?.update().then(
      () => true,
      () => false,
    )
    await this.compare()
    return asked ?? false
  }
  private ask(message: ToOffline): Promise<State | undefined> {
    // The newest knows best: one that waits can be asked as well.
    const worker = this.registration?.waiting ?? this.registration?.active
    if (!worker) return Promise.resolve(undefined)
    const { port1, port2 } = new MessageChannel()
    return new Promise((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<State>) => resolve(data)
      worker.postMessage(message, [port2])
    })
  }
  private async compare(): Promise<void> {
    const state = await this.ask({ type: 'state' })
    if (!state) return
    // Loaded past the cache: who does that has asked.
    if (state.newest === this.version && state.chosen !== this.version) await this.ask({ type: 'take' })
    const has = state.newest !== this.version
    if (has === this.hasUpdate) return
    this.hasUpdate = has
    if (has)
      this.session?.notify(t('A new version is ready. This one works on until you update.'), false, {
        title: t('Update'),
        run: () => void this.update(),
      })
    this.session?.changed()
  }
  /** Saves what is unsaved and loads the new version; stays where something could be lost. */
  async update(): Promise<void> {
    const s = this.session
    if (!s || !this.hasUpdate) return
    const again = { title: t('Update'), run: () => void this.update() }
    if (s.jobs[0]) {
      s.notify(t('The update waits: “{job}” is still running.', { job: s.jobs[0].what }), true, again)
      return
    }
    if (s.keeping.isUnsaved) await s.keeping.saveNow()
    if (s.keeping.isUnsaved) {
      s.notify(t('The update waits: your last changes are not saved. They are still here; save a copy, then update.'), true, again)
      return
    }
    if (!(await this.ask({ type: 'take' }))) return
    location.reload()
  }
  get canInstall(): boolean {
    return this.prompt !== undefined
  }
  /** Lets the browser ask whether Tonmeister should get a window of its own. Once per offer. */
  async install(): Promise<void> {
    const { prompt } = this
    this.prompt = undefined
    await prompt?.prompt()
    this.session?.changed()
  }
}
export const offline = new Offline()
