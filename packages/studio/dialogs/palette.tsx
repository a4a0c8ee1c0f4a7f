// The palette: every command, found by typing.
import { named, t } from '@tonmeister/ui'
import { allowed, COMMANDS, keyText, titleOf } from '../app/commands.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { SearchList } from '../views/search-list.tsx'

export default { id: 'palette', view: Palette } satisfies DialogKind

function Palette({ s }: DialogProps) {
  return (
    <SearchList
      id="palette"
      title={t('Find a command')}
      label={t('Commands')}
      none={(search) => t('No command is called “{search}”.', { search })}
      entries={COMMANDS.filter((c) => c.id !== 'palette').map((c) => ({
        key: c.id,
        name: titleOf(c),
        group: named(c.group),
        mark: keyText(c),
        also: `${c.group} ${c.title}`,
        disabled: !allowed(c, s),
        run: () => {
          s.show(null)
          setTimeout(() => c.run(s))
        },
      }))}
    />
  )
}
