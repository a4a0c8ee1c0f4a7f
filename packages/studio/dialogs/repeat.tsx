// Repeats the selected clips a number of times.
import { Dialog } from '@base-ui/react/dialog'
import { repeatClips } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { useState } from 'react'
import { announce } from '../app/announce.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { selectedClips } from '../app/selection.ts'

export default { id: 'repeat', view: Repeat } satisfies DialogKind

function Repeat({ s }: DialogProps) {
  const [text, setText] = useState('4')
  const times = Math.round(Number(text))
  const isGood = times >= 1 && times <= 1000
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (!isGood) return
        const ids = selectedClips(s)
        s.selectClips([
          ...ids,
          ...s.edit(t('Repeat {n, plural, one {once} other {# times}}', { n: times }), () => repeatClips(s.document, s.newId, ids, times)),
        ])
        announce(t('Repeated {n, plural, one {once} other {# times}}', { n: times }))
        s.show(null)
      }}
    >
      <Dialog.Title>{t('Repeat clips')}</Dialog.Title>
      <label className="field">
        {t('Times')}
        <input
          // biome-ignore lint/a11y/noAutofocus: it was opened to type here
          autoFocus
          className="num"
          inputMode="numeric"
          value={text}
          aria-invalid={!isGood}
          onChange={(e) => setText(e.target.value)}
        />
      </label>
      <p className="sub">{t('1 to 1,000 copies, each behind the one before.')}</p>
      <div className="foot">
        <Dialog.Close className="b">{t('Cancel')}</Dialog.Close>
        <button type="submit" className="b p" disabled={!isGood}>
          {t('Repeat')}
        </button>
      </div>
    </form>
  )
}
