// Versions: states of the project that have a name. Saved here, restored as one step, opened as a copy.
import { Dialog } from '@base-ui/react/dialog'
import { currentLanguage, sentence, t } from '@tonmeister/ui'
import { Trash2 } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { inWords } from '../app/keeping.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import type { Version } from '../workers/keep.ts'

export default { id: 'versions', view: Versions } satisfies DialogKind

const when = (ms: number) => new Date(ms).toLocaleString(currentLanguage().id, { dateStyle: 'medium', timeStyle: 'short' })

function Versions({ s }: DialogProps) {
  const [name, setName] = useState(() => when(Date.now()))
  const [list, setList] = useState<readonly Version[] | null>(null)
  const [problem, setProblem] = useState('')
  const tell = useCallback((error: unknown) => setProblem(inWords(error)), [])
  const load = useCallback(() => s.keeping.versions().then(setList, tell), [s, tell])
  useEffect(() => void load(), [load])
  const isElsewhere = s.save.kind === 'elsewhere'
  return (
    <>
      <Dialog.Title>{t('Versions of {name}', { name: s.project.name })}</Dialog.Title>
      <form
        className="save-version"
        onSubmit={(e) => {
          e.preventDefault()
          s.keeping.saveVersion(name.trim().slice(0, 200)).then(() => {
            s.show(null)
            s.notify(t('Version saved.'))
          }, tell)
        }}
      >
        <label className="field">
          {t('Save a version as')}
          {/* biome-ignore lint/a11y/noAutofocus: it was opened to type here */}
          <input autoFocus value={name} maxLength={200} onFocus={(e) => e.target.select()} onChange={(e) => setName(e.target.value)} />
        </label>
        <button type="submit" className="b p" disabled={isElsewhere}>
          {t('Save version')}
        </button>
      </form>
      {problem && (
        <p className="problem" role="alert">
          {t('That did not work: {problem} The project and its versions are as they were.', { problem })}
        </p>
      )}
      {list?.length === 0 && (
        <p className="sub">
          {t('None yet. Everything you do is saved by itself; a version is a state that you can come back to by name.')}
        </p>
      )}
      {list && list.length > 0 && (
        <ul className="kept-list" aria-label={t('Versions')}>
          {list.map((v) => (
            <li key={v.id}>
              <span className="version-text">
                <b>{sentence(v.name) || t('Without name')}</b>
                <span>
                  {when(v.savedAt)} · {t('{changes, plural, one {# change} other {# changes}}', { changes: v.changes })}
                  {v.auto ? ` · ${t('made by the studio')}` : ''}
                </span>
              </span>
              <button
                type="button"
                className="b"
                disabled={isElsewhere}
                onClick={() =>
                  s.keeping.restoreVersion(v).then(() => {
                    s.show(null)
                    s.notify(t('{name} is restored.', { name: sentence(v.name) || t('The version') }), false, true)
                  }, tell)
                }
              >
                {t('Restore')}
              </button>
              <button type="button" className="b" onClick={() => s.keeping.openVersion(v).then(() => s.show(null), tell)}>
                {t('Open as a copy')}
              </button>
              <Delete version={v} onDelete={() => s.keeping.removeVersion(v.id).then(load, tell)} />
            </li>
          ))}
        </ul>
      )}
      <div className="foot">
        <Dialog.Close className="b">{t('Close')}</Dialog.Close>
      </div>
    </>
  )
}
/** Cannot be undone, so it is asked once more, in place. */
function Delete({ version, onDelete }: { version: Version; onDelete: () => void }) {
  const [isAsked, setAsked] = useState(false)
  const name = sentence(version.name) || when(version.savedAt)
  return isAsked ? (
    <button type="button" className="b destructive" onClick={onDelete} onBlur={() => setAsked(false)}>
      {t('Delete for good')}
    </button>
  ) : (
    <button type="button" className="b g sq" aria-label={t('Delete {name}', { name })} title={t('Delete')} onClick={() => setAsked(true)}>
      <Trash2 />
    </button>
  )
}
