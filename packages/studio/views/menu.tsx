// The one popup menu: of strips, tracks, clips, slots and knobs. Opens at an element or at the pointer, closes on choice.
import { Menu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { useMemo } from 'react'
import { focusBack } from '../app/focus.ts'
import { useSession } from '../app/session.ts'

export function PopupMenu() {
  const s = useSession()
  const { menu } = s
  const anchor = useMemo(
    () => ({
      getBoundingClientRect: () => {
        const at = menu?.at ?? { x: 0, y: 0, width: 0, height: 0 }
        return DOMRect.fromRect(at)
      },
    }),
    [menu],
  )
  const some = menu?.items.some((i) => i?.on !== undefined)
  return (
    <Menu.Root open={menu !== null} onOpenChange={(open) => !open && s.closeMenu()} modal={false}>
      <Menu.Portal container={menu?.from?.ownerDocument.body ?? null}>
        <Menu.Positioner anchor={anchor} sideOffset={4} align="start" className="over">
          <Menu.Popup className="menu" aria-label={menu?.label ?? ''} finalFocus={() => focusBack() ?? menu?.from ?? true}>
            {menu?.items.map((item, i) =>
              item ? (
                <Menu.Item
                  key={item.title}
                  disabled={item.disabled ?? false}
                  onClick={() => {
                    s.closeMenu()
                    // The menu is gone before what was chosen opens something else.
                    setTimeout(item.run)
                  }}
                >
                  {some && <span className="tick">{item.on && <Check />}</span>}
                  {item.color !== undefined && <i className="swatch" style={{ background: `var(--t${item.color})` }} />}
                  {item.title}
                  {item.keys && <kbd>{item.keys}</kbd>}
                </Menu.Item>
              ) : (
                <hr key={`divider ${i}`} />
              ),
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
