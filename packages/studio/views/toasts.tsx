// Toasts: what happened, bottom left. Good news goes by itself, faults stay until they are closed.
import { t } from '@tonmeister/ui'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../app/session.ts'

export function Toasts() {
  const s = useSession()
  return (
    <div className="toasts" aria-live="polite">
      {s.notices.map((n) => (
        <div className={n.bad ? 'toast bad' : 'toast'} key={n.id} role={n.bad ? 'alert' : undefined}>
          <p>{n.text}</p>
          {n.action && (
            <button
              type="button"
              className="b g"
              onClick={() => {
                n.action?.run()
                s.dismiss(n.id)
              }}
            >
              {n.action.title}
            </button>
          )}
          {n.details !== undefined && <CopyDetails text={n.details} />}
          <button type="button" className="b g sq" aria-label={t('Close this message')} onClick={() => s.dismiss(n.id)}>
            <X />
          </button>
        </div>
      ))}
    </div>
  )
}

/** Puts what somebody needs who looks for the fault into the clipboard; nothing of the project is in it. */
export function CopyDetails({ text }: { text: string }) {
  const [done, setDone] = useState(false)
  return (
    <button
      type="button"
      className="b g"
      onClick={() =>
        void navigator.clipboard.writeText(text).then(
          () => setDone(true),
          // Without the clipboard there is still a place to copy from.
          () => prompt(t('Copy these details:'), text),
        )
      }
    >
      {done ? t('Copied') : t('Copy details')}
    </button>
  )
}
