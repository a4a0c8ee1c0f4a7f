// The one dialog that is open. The files in dialogs/ say what there is.
import { Dialog } from '@base-ui/react/dialog'
import { useRef } from 'react'
import { focusBack } from '../app/focus.ts'
import type { DialogKind } from '../app/kinds.ts'
import { useSession } from '../app/session.ts'
import { dialogs } from '../catalog/dialogs.ts'

const KINDS: Readonly<Record<string, DialogKind>> = dialogs

export function Dialogs() {
  const s = useSession()
  const { dialog } = s
  // Work that runs decides itself when its dialog may go.
  const busy = useRef(false)
  const popup = useRef<HTMLDivElement>(null)
  const View = dialog === null ? undefined : KINDS[dialog]?.view
  return (
    <Dialog.Root open={dialog !== null} onOpenChange={(open) => !open && !busy.current && s.show(null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="veil" />
        <Dialog.Popup
          ref={popup}
          className={`dialog ${dialog ?? ''}`}
          // Where a dialog says where to begin.
          initialFocus={() => popup.current?.querySelector<HTMLElement>('[data-first]') ?? true}
          finalFocus={() => focusBack() ?? true}
        >
          {View && <View s={s} busy={busy} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
