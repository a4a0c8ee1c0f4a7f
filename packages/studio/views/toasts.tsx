// Toasts: what happened, bottom left. Good news goes by itself, faults stay until they are closed.
import { X } from 'lucide-react'
import { command } from '../app/commands.ts'
import { useSession } from '../app/session.ts'

export function Toasts() {
  const s = useSession()
  return (
    <div className="toasts">
      {s.notices.map((n) => (
        <div className={n.bad ? 'toast bad' : 'toast'} key={n.id} role={n.bad ? 'alert' : 'status'}>
          <p>{n.text}</p>
          {n.undo && (
            <button
              type="button"
              className="b g"
              onClick={() => {
                command('undo').run(s)
                s.dismiss(n.id)
              }}
            >
              Undo
            </button>
          )}
          <button type="button" className="b g sq" aria-label="Close this message" onClick={() => s.dismiss(n.id)}>
            <X />
          </button>
        </div>
      ))}
    </div>
  )
}
