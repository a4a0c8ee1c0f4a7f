// Keeps the present layout as a workspace with a name.
import { Dialog } from '@base-ui/react/dialog'
import { t } from '@tonmeister/ui'
import { useState } from 'react'
import type { DialogKind, DialogProps } from '../app/kinds.ts'

export default { id: 'workspace', view: KeepWorkspace } satisfies DialogKind

function KeepWorkspace({ s }: DialogProps) {
  const [name, setName] = useState('')
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (!name.trim()) return
        s.layout.keepAs(crypto.randomUUID(), name.trim().slice(0, 24))
        s.show(null)
      }}
    >
      <Dialog.Title>{t('Keep this workspace')}</Dialog.Title>
      <label className="field">
        {t('Name')}
        {/* biome-ignore lint/a11y/noAutofocus: it was opened to type here */}
        <input autoFocus value={name} maxLength={24} onChange={(e) => setName(e.target.value)} />
      </label>
      <p className="sub">{t('It keeps which panels are shown and how large they are. A right click on its name removes it.')}</p>
      <div className="foot">
        <Dialog.Close className="b">{t('Cancel')}</Dialog.Close>
        <button type="submit" className="b p" disabled={!name.trim()}>
          {t('Keep')}
        </button>
      </div>
    </form>
  )
}
