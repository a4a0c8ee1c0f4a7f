// Settings: what this person sees and hears of the window, in this browser.
import { Dialog } from '@base-ui/react/dialog'
import { t } from '@tonmeister/ui'
import { useState } from 'react'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { chooseLanguage, LANGUAGES } from '../app/language.ts'
import { glide, setGlide } from '../app/passes.ts'
import { type Settings, setSettings, settings, type ThemeChoice } from '../app/settings.ts'

export default { id: 'settings', view: SettingsView } satisfies DialogKind

function SettingsView({ s }: DialogProps) {
  const [now, setNow] = useState(settings)
  const put = (change: Partial<Settings>) => {
    setSettings(change)
    setNow(settings())
    dispatchEvent(new Event('themechoice'))
    s.changed()
  }
  const themes: readonly (readonly [ThemeChoice, string])[] = [
    ['dark', t('Dark')],
    ['light', t('Light')],
    ['contrast', t('High contrast')],
    ['system', t('As the system')],
  ]
  return (
    <>
      <Dialog.Title>{t('Settings')}</Dialog.Title>
      <label className="field">
        {t('Language')}
        <select
          className="names"
          value={now.language}
          onChange={(e) => {
            chooseLanguage(e.target.value)
            setNow(settings())
          }}
        >
          <option value="">{t('As the browser')}</option>
          {LANGUAGES.map((l) => (
            <option key={l.id} value={l.id} lang={l.id}>
              {l.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {t('Theme')}
        <select value={now.theme} onChange={(e) => put({ theme: e.target.value as ThemeChoice })}>
          {themes.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {t('Motion')}
        <select value={now.motion} onChange={(e) => put({ motion: e.target.value as Settings['motion'] })}>
          <option value="system">{t('As the system')}</option>
          <option value="reduced">{t('As little as possible')}</option>
        </select>
      </label>
      <label className="check">
        <input type="checkbox" checked={now.spaceActivates} onChange={(e) => put({ spaceActivates: e.target.checked })} />
        {t('Space presses the focused button instead of playing')}
      </label>
      <label className="check">
        <input type="checkbox" checked={now.quiet === true} onChange={(e) => put({ quiet: e.target.checked })} />
        {t('Screen readers are told only what they ask for')}
      </label>
      <label className="field">
        {t('Glide back of automation, ms')}
        <input
          type="number"
          min={0}
          max={5000}
          step={50}
          defaultValue={Math.round(glide() * 1000)}
          onChange={(e) => Number.isFinite(e.target.valueAsNumber) && setGlide(e.target.valueAsNumber / 1000)}
        />
      </label>
      <p className="sub">{t('Text grows with the zoom of the browser: Ctrl + and Ctrl −.')}</p>
      <div className="foot">
        <button type="button" className="b" onClick={() => s.show('shortcuts')}>
          {t('Change shortcuts…')}
        </button>
        <button type="button" className="b p" onClick={() => s.show(null)}>
          {t('Close')}
        </button>
      </div>
    </>
  )
}
