// What goes wrong in the engine or the program, as messages: what happened, what is safe, what to do. The window itself never goes down with it.

import { devices } from '@tonmeister/devices'
import { toggleDevice } from '@tonmeister/project'
import { named, sentence, t } from '@tonmeister/ui'
import type { EngineEvent } from '../audio/host.ts'
import { offline } from './offline.ts'
import type { Session } from './session.ts'

/** Milliseconds in which at most so many errors of the program are shown; the rest is in the browser's console. */
const FLOOD = { window: 60_000, most: 3 }
/** The browser says this of layouts that settle a frame later; nothing is wrong. */
const HARMLESS = /^ResizeObserver loop/

/** For whoever mends it: what and where, in which version and browser; nothing of the project or the person. */
export function detailsOf(error: unknown, more = ''): string {
  const { name = 'Error', message = String(error), stack = '' } = (error instanceof Error ? error : {}) as Partial<Error>
  const where = stack
    .split('\n')
    .filter((line) => /^\s*at |@/.test(line))
    .slice(0, 8)
  return [`${name}: ${message}`, ...where, more, `Tonmeister ${offline.version || 'not bundled'}`, navigator.userAgent]
    .filter(Boolean)
    .join('\n')
}

/** Shows what the engine and the program report from now on. Once per window. */
export function showTrouble(s: Session): void {
  s.host.onEvent((event) => showEngine(s, event))
  const told = new Set<string>()
  let since = 0
  const show = (error: unknown) => {
    const what = error instanceof Error ? error.message : String(error)
    if (HARMLESS.test(what)) return
    const now = performance.now()
    if (now - since > FLOOD.window) {
      since = now
      told.clear()
    }
    // The same again, or one after the other: saying so would only make it worse.
    if (told.has(what) || told.size >= FLOOD.most) return
    told.add(what)
    s.notify(
      t('Something in the studio went wrong: {what}. Your project is safe. If a control does not answer any more, reload the page.', {
        what: sentence(what).replace(/\.+$/, ''),
      }),
      true,
      undefined,
      detailsOf(error),
    )
  }
  addEventListener('error', (event) => {
    // Without an error it is an element that did not load.
    if (event.error !== undefined || event.message) show(event.error ?? event.message)
  })
  addEventListener('unhandledrejection', (event) => show(event.reason))
}

function showEngine(s: Session, event: EngineEvent): void {
  const { host } = s
  const details = 'details' in event ? detailsOf(event.details.split('\n', 1)[0]!, event.details) : undefined
  const playsOn = { title: t('Start the engine again'), run: () => host.restart(true) }
  if (event.kind === 'restarted')
    s.notify(
      event.played
        ? t('The audio engine stopped and was started again. Nothing is lost; it plays on from where it was.')
        : t('The audio engine stopped and was started again. Nothing is lost.'),
      true,
      undefined,
      details,
    )
  else if (event.kind === 'stopped')
    s.notify(
      t('The audio engine stopped twice within a minute. Your project is safe, and everything else works on.'),
      true,
      playsOn,
      details,
    )
  else if (event.kind === 'silent')
    s.notify(
      t('Sound could not start: {why}. Your project is safe. Check that an output device is connected and free.', {
        why: sentence(event.why),
      }),
      true,
      { title: t('Try again'), run: () => host.restart(true) },
      details,
    )
  else if (event.kind === 'paused') {
    const id = s.notify(t('Audio was paused by the system. Nothing is lost.'), true, {
      title: t('Resume'),
      run: () => void host.resume().catch(() => showEngine(s, event)),
    })
    void event.until.then(() => s.dismiss(id))
  } else {
    const device = s.document.get(event.device)
    const strip = device?.type === 'device' ? s.document.get(device.strip as string) : undefined
    if (!device || !strip) return
    const name = named(devices[device.device as keyof typeof devices]?.name ?? String(device.device))
    s.notify(
      t('Sound is breaking up: {device} on {strip} takes {share} % of the time there is. Bypass it, or close other programs.', {
        device: name,
        strip: String(strip.name),
        share: Math.round(event.share * 100),
      }),
      true,
      {
        title: t('Bypass it'),
        run: () => {
          if (s.document.get(event.device)?.enabled !== false)
            s.edit(t('Bypass {name}', { name }), () => toggleDevice(s.document, event.device))
        },
      },
    )
  }
  s.changed()
}
