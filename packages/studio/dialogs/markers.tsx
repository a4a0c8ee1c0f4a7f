// Markers and sections as a table: name, place, go there, delete. The same things as in the rulers, for keys and for long lists.
import { Dialog } from '@base-ui/react/dialog'
import { moveMarkers, removeFromTimeline, renameMarker, type SectionRecord, setSection } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { command } from '../app/commands.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { placeIn } from '../app/place.ts'
import type { Session } from '../app/session.ts'
import { placeText } from '../views/arrange/ruler-gestures.ts'
import { inTime, markersOf, sectionsOf } from '../views/arrange/rulers.ts'
import { Cell, Timetable } from '../views/timetable.tsx'

export default { id: 'markers', view: Markers } satisfies DialogKind

function Markers({ s }: DialogProps) {
  const all = inTime([...markersOf(s), ...sectionsOf(s)])
  const move = (id: string, from: number, text: string) => {
    const to = placeIn(s, text)
    if (to !== undefined) s.edit(t('Move'), () => moveMarkers(s.document, [id], to - from))
  }
  const end = (x: SectionRecord, text: string) => {
    const to = placeIn(s, text)
    if (to !== undefined) s.edit(t('Resize section'), () => setSection(s.document, x.id, { length: Math.max(1, to - x.at) }))
  }
  return (
    <>
      <Dialog.Title>{t('Markers and sections')}</Dialog.Title>
      <Timetable
        label={t('Markers and sections')}
        head={[t('Name'), t('Begins'), t('Ends'), '']}
        empty={t('There are no markers yet. Shift M sets one at the play head.')}
        rows={all.map((x) => ({
          id: x.id,
          cells: [
            <Cell
              key="name"
              label={t('Name')}
              value={x.name}
              onTake={(text) =>
                text.trim() && s.edit(t('Rename to {name}', { name: text.trim() }), () => renameMarker(s.document, x.id, text.trim()))
              }
            />,
            <Cell key="at" label={t('Begins')} number value={placeText(s, x.at)} onTake={(text) => move(x.id, x.at, text)} />,
            x.type === 'section' ? (
              <Cell
                key="end"
                label={t('Ends')}
                number
                value={placeText(s, x.at + (x as SectionRecord).length)}
                onTake={(text) => end(x as SectionRecord, text)}
              />
            ) : null,
            <Buttons key="do" s={s} at={x.at} id={x.id} name={x.name} />,
          ],
        }))}
      />
      <div className="foot">
        <button type="button" className="b" onClick={() => run(s, 'add-marker')}>
          {t('Add marker')}
        </button>
        <button type="button" className="b" onClick={() => run(s, 'add-section')}>
          {t('Add section')}
        </button>
        <button type="button" className="b p" onClick={() => s.show(null)}>
          {t('Close')}
        </button>
      </div>
    </>
  )
}
/** What is added is named where it stands: the dialog makes way. */
function run(s: Session, id: string): void {
  s.show(null)
  setTimeout(() => command(id).run(s), 50)
}
function Buttons({ s, id, at, name }: { s: Session; id: string; at: number; name: string }) {
  return (
    <>
      <button type="button" className="b sm" aria-label={t('Go to {name}', { name })} onClick={() => s.locate(at)}>
        {t('Go')}
      </button>
      <button
        type="button"
        className="b sm g"
        aria-label={t('Delete {name}', { name })}
        onClick={() => s.edit(t('Delete'), () => removeFromTimeline(s.document, [id]))}
      >
        {t('Delete')}
      </button>
    </>
  )
}
