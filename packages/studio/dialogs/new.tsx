// A new project from a template, or one that is in this browser.
import { Dialog } from '@base-ui/react/dialog'
import { templates } from '@tonmeister/project/template.ts'
import { t } from '@tonmeister/ui'
import { Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { inWords } from '../app/keeping.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import type { Stored } from '../workers/keep.ts'

export default { id: 'new', view: NewProject } satisfies DialogKind

const when = (ms: number) => (ms ? new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }) : '')
function NewProject({ s }: DialogProps) {
  const [stored, setStored] = useState<readonly Stored[]>([])
  useEffect(() => {
    void s.keeping.list().then(setStored, () => {})
  }, [s])
  const others = stored.filter((x) => x.key !== s.key)
  return (
    <>
      <Dialog.Title>New project</Dialog.Title>
      <ul className="choices" aria-label="Templates">
        {Object.values(templates).map((template) => (
          <li key={template.id}>
            <button
              type="button"
              className="choice-card"
              onClick={() => {
                s.show(null)
                void s.begin(template)
              }}
            >
              <b>{template.name}</b>
              <span>{template.summary}</span>
            </button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <>
          <h3>In this browser</h3>
          <ul className="choices recent" aria-label="Projects in this browser">
            {others.map((x) => (
              <li key={x.key}>
                <button
                  type="button"
                  className="choice-card"
                  onClick={() => {
                    s.show(null)
                    void s.keeping.openStored(x)
                  }}
                >
                  <b>{x.name || t('Without name')}</b>
                  <span>{when(x.savedAt)}</span>
                </button>
                <Delete
                  stored={x}
                  onDelete={() =>
                    s.keeping.remove(x.key).then(
                      () => setStored(stored.filter((y) => y.key !== x.key)),
                      (e: Error) => s.notify(t('{name} was not deleted: {why}', { name: x.name, why: inWords(e) }), true),
                    )
                  }
                />
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="foot">
        <Dialog.Close className="b">Cancel</Dialog.Close>
      </div>
    </>
  )
}
/** Cannot be undone, so it is asked once more, in place. */
function Delete({ stored, onDelete }: { stored: Stored; onDelete: () => void }) {
  const [asked, setAsked] = useState(false)
  return asked ? (
    <button type="button" className="b destructive" onClick={onDelete} onBlur={() => setAsked(false)}>
      Delete for good
    </button>
  ) : (
    <button
      type="button"
      className="b g sq"
      aria-label={`Delete ${stored.name}`}
      title="Delete from this browser"
      onClick={() => setAsked(true)}
    >
      <Trash2 />
    </button>
  )
}
