// Header: name and save state, transport, clock, main menu.
import { Menu } from '@base-ui/react/menu'
import { named, Toolbar, t } from '@tonmeister/ui'
import { Check, ChevronDown, ChevronRight, Play, Redo2, Repeat, SkipBack, Square, Undo2 } from 'lucide-react'
import { allowed, type Command, command, inGroup, keysOf, keyText, titleOf } from '../app/commands.ts'
import { GROUPS } from '../app/kinds.ts'
import { type Session, useSession } from '../app/session.ts'
import { SaveBadge } from './badge.tsx'
import { Clock } from './clock.tsx'

/** File and Help stand in the menu itself. */
const SUBMENUS = GROUPS.filter((g) => g !== 'File' && g !== 'Help' && inGroup(g).length > 0)

export function Header() {
  const s = useSession()
  return (
    <header>
      <button
        type="button"
        className="logo mark"
        aria-label={t('Start: recent projects and templates')}
        title={t('Start: recent projects and templates')}
        onClick={() => s.show('start')}
      >
        <b />
      </button>
      <Menu.Root>
        <Menu.Trigger className="logo" aria-label={t('Tonmeister, main menu')}>
          Tonmeister <ChevronDown className="chevron" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="start" className="over">
            <Menu.Popup className="menu">
              <Lines s={s} group="File" />
              <hr />
              {SUBMENUS.map((group) => (
                <Menu.SubmenuRoot key={group}>
                  <Menu.SubmenuTrigger className="submenu">
                    {named(group)}
                    <ChevronRight />
                  </Menu.SubmenuTrigger>
                  <Menu.Portal>
                    <Menu.Positioner sideOffset={2} alignOffset={-5} className="over">
                      <Menu.Popup className="menu" aria-label={named(group)}>
                        <Lines s={s} group={group} />
                      </Menu.Popup>
                    </Menu.Positioner>
                  </Menu.Portal>
                </Menu.SubmenuRoot>
              ))}
              <hr />
              <Lines s={s} group="Help" />
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <div className="proj">
        <h1 className="proj-name" title={s.project.name}>
          {s.project.name}
        </h1>
        <SaveBadge />
      </div>
      <Toolbar className="history-buttons" label={t('History')}>
        <Tool id="undo" s={s}>
          <Undo2 />
        </Tool>
        <Tool id="redo" s={s}>
          <Redo2 />
        </Tool>
      </Toolbar>
      <Workspaces s={s} />
      <Toolbar className="transport" label={t('Transport')}>
        <Tool id="start" s={s}>
          <SkipBack />
        </Tool>
        <button
          type="button"
          className="btn"
          aria-label={t('Stop')}
          title={`${t('Stop')} (${keyText(command('play'))})`}
          onClick={() => {
            s.host.stop()
            s.changed()
          }}
        >
          <Square />
        </button>
        <button
          type="button"
          className={s.host.playing ? 'btn on' : 'btn'}
          aria-label={t('Play')}
          aria-pressed={s.host.playing}
          title={`${t('Play')} (${keyText(command('play'))})`}
          onClick={s.togglePlay}
        >
          <Play fill={s.host.playing ? 'currentColor' : 'none'} />
        </button>
        <Tool id="loop" s={s} pressed={s.looping}>
          <Repeat />
        </Tool>
      </Toolbar>
      <Clock s={s} />
      <button type="button" className="b p l" onClick={() => command('export').run(s)}>
        {t('Export')}
      </button>
    </header>
  )
}
/** Commands of a group as menu lines. */
function Lines({ s, group }: { s: Session; group: Command['group'] }) {
  const lines = inGroup(group)
  const ticked = lines.some((c) => c?.on)
  return lines.map((c, i) =>
    c ? (
      <Menu.Item key={c.id} disabled={!allowed(c, s)} onClick={() => setTimeout(() => c.run(s))}>
        {ticked && <span className="tick">{c.on?.(s) && <Check />}</span>}
        {titleOf(c)}
        {keysOf(c).length > 0 && <kbd>{keyText(c)}</kbd>}
      </Menu.Item>
    ) : (
      <hr key={`divider ${i}`} />
    ),
  )
}

function Tool({ id, s, pressed, children }: { id: string; s: Session; pressed?: boolean; children: React.ReactNode }) {
  const c = command(id)
  return (
    <button
      type="button"
      className={pressed ? 'btn on' : 'btn'}
      aria-label={titleOf(c)}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      title={keyText(c) ? `${titleOf(c)} (${keyText(c)})` : titleOf(c)}
      // Disabled under the focus, it would lose it.
      aria-disabled={!allowed(c, s)}
      onClick={() => allowed(c, s) && c.run(s)}
    >
      {children}
    </button>
  )
}
/** One click to the layout for a kind of work. */
function Workspaces({ s }: { s: Session }) {
  const { layout } = s
  return (
    <Toolbar className="pages" label={t('Workspaces')}>
      {layout.workspaces.map((w) => (
        <button
          type="button"
          key={w.id}
          aria-current={w.id === layout.workspace ? 'page' : undefined}
          onClick={() => layout.go(w.id)}
          onContextMenu={(e) => {
            e.preventDefault()
            s.openMenu(e, w.name, [
              {
                title: layout.isOwn(w.id) ? t('Remove this workspace') : t('As it was at first'),
                run: () => layout.reset(w.id),
              },
            ])
          }}
        >
          {layout.isOwn(w.id) ? w.name : named(w.name)}
        </button>
      ))}
    </Toolbar>
  )
}
