// Gives the selected clips a name.
import { Dialog } from '@base-ui/react/dialog'
import { renameClips } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { useState } from 'react'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { selectedClips } from '../app/selection.ts'

export default { id: 'rename-clips', view: Rename } satisfies DialogKind

function Rename({ s }: DialogProps) {
  const ids = selectedClips(s)
  const [name, setName] = useState(String(s.document.get(ids[0] ?? '')?.name ?? ''))
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        s.edit(t('{n, plural, one {Rename clip} other {Rename # clips}}', { n: ids.length }), () =>
          renameClips(s.document, ids, name.trim()),
        )
        s.show(null)
      }}
    >
      <Dialog.Title>{t('{n, plural, one {Rename clip} other {Rename # clips}}', { n: ids.length })}</Dialog.Title>
      <label className="field">
        {t('Name')}
        {/* biome-ignore lint/a11y/noAutofocus: it was opened to type here */}
        <input autoFocus value={name} maxLength={120} onChange={(e) => setName(e.target.value)} onFocus={(e) => e.target.select()} />
      </label>
      <div className="foot">
        <Dialog.Close className="b">{t('Cancel')}</Dialog.Close>
        <button type="submit" className="b p">
          {t('Rename')}
        </button>
      </div>
    </form>
  )
}
