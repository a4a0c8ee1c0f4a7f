// Toasts: what happened, bottom left. Good news goes by itself, faults stay until they are closed.
import { t } from '@tonmeister/ui'
import { X } from 'lucide-react'
import { useSession } from '../app/session.ts'

export function Toasts() {
  const s = useSession()
  return (
    <div className="toasts">
      {s.notices.map((n) => (
        <div className={n.bad ? 'toast bad' : 'toast'} key={n.id} role={n.bad ? 'alert' : 'status'}>
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
          <button type="button" className="b g sq" aria-label={t('Close this message')} onClick={() => s.dismiss(n.id)}>
            <X />
          </button>
        </div>
      ))}
    </div>
  )
}
