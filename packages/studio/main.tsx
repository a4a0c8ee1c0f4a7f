// The studio: one window, one session, one door to sound.
import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import '@tonmeister/ui/theme.css'
import './studio.css'
import './trouble.css'
import { t } from '@tonmeister/ui'
import { createRoot } from 'react-dom/client'
import { inWords } from './app/keeping.ts'
import { applyLanguage } from './app/language.ts'
import { offline } from './app/offline.ts'
import { Session, setSession } from './app/session.ts'
import { showTrouble } from './app/trouble.ts'
import { createHost } from './audio/host.ts'
import { App, applyTheme } from './views/app.tsx'

applyLanguage()
applyTheme()
matchMedia('(prefers-color-scheme: light)').addEventListener('change', applyTheme)
addEventListener('themechoice', applyTheme)

/** What is drawn on canvases. */
const FONTS = ["600 11px 'Inter Variable'", "500 11px 'Inter Variable'", "11px 'JetBrains Mono Variable'"]
/** Milliseconds. */
const FONTS_WAIT = 1500

const place = document.getElementById('root')!
/** One sentence instead of a studio, where there can be none. */
function refuse(what: string, todo: string): void {
  const box = document.createElement('div')
  box.className = 'refusal'
  box.setAttribute('role', 'alert')
  const title = document.createElement('h1')
  title.textContent = what
  const hint = document.createElement('p')
  hint.textContent = todo
  box.append(title, hint)
  place.replaceChildren(box)
}

async function begin(): Promise<void> {
  if (!crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') {
    refuse(
      t('The studio cannot share memory with its audio thread here.'),
      t('Serve it with the headers of `npm start`, and open it over https or on localhost.'),
    )
    return
  }
  // Canvases draw with fonts that are there: they do not wait by themselves. A slow line must not keep anybody out.
  const fonts = FONTS.map((font) => document.fonts.load(font))
  await Promise.race([Promise.allSettled(fonts), new Promise((late) => setTimeout(late, FONTS_WAIT))])
  const session = new Session(await createHost())
  setSession(session)
  showTrouble(session)
  await session.keeping.restore()
  // For the tests of the window, and for curious people.
  Object.assign(globalThis, { tonmeister: session })
  createRoot(place).render(<App />)
  offline.begin(session)
}
begin().catch((error: Error) => refuse(t('The studio could not start.'), inWords(error)))
