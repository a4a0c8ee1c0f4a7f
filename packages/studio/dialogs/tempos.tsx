// Tempo and meter as a table: value, place, ramp or jump, delete.
import { Dialog } from '@base-ui/react/dialog'
import { moveTimeline, removeFromTimeline, type SignatureRecord, setTempo, type TempoRecord } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { command } from '../app/commands.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { placeIn } from '../app/place.ts'
import { takeTyped, typed } from '../views/arrange/ruler-box.tsx'
import { placeText } from '../views/arrange/ruler-gestures.ts'
import { inTime, metersOf, temposOf } from '../views/arrange/rulers.ts'
import { Cell, Timetable } from '../views/timetable.tsx'

export default { id: 'tempos', view: Tempos } satisfies DialogKind

function Tempos({ s }: DialogProps) {
  const all = inTime<TempoRecord | SignatureRecord>([...temposOf(s), ...metersOf(s)])
  const add = (id: string) => {
    s.show(null)
    setTimeout(() => command(id).run(s), 50)
  }
  return (
    <>
      <Dialog.Title>{t('Tempo and meter')}</Dialog.Title>
      <Timetable
        label={t('Tempo and meter')}
        head={[t('From'), t('Kind'), t('Value'), t('To the next'), '']}
        empty={t('120 beats per minute in 4/4 from the start. Add a tempo or a meter at the play head.')}
        rows={all.map((x) => ({
          id: x.id,
          cells: [
            x.at === 0 ? (
              <span key="at" className="num">
                {placeText(s, 0)}
              </span>
            ) : (
              <Cell
                key="at"
                label={t('From')}
                number
                value={placeText(s, x.at)}
                onTake={(text) => {
                  const to = placeIn(s, text)
                  if (to !== undefined) s.edit(t('Move'), () => moveTimeline(s.document, [x.id], to - x.at))
                }}
              />
            ),
            x.type === 'tempo' ? t('Tempo') : t('Meter'),
            <Cell
              key="value"
              label={x.type === 'tempo' ? t('Tempo, beats per minute') : t('Meter')}
              number
              value={typed(x)}
              onTake={(text) => takeTyped(s, x, text)}
            />,
            x.type === 'tempo' ? (
              <select
                key="curve"
                className="choice"
                aria-label={t('To the next')}
                value={x.curve as string}
                onChange={(e) =>
                  s.edit(t('Tempo'), () =>
                    setTempo(s.document, s.newId, x.at, x.bpm as number, e.target.value === 'ramp' ? 'ramp' : 'jump'),
                  )
                }
              >
                <option value="jump">{t('Jump')}</option>
                <option value="ramp">{t('Ramp')}</option>
              </select>
            ) : null,
            x.at === 0 ? null : (
              <button
                key="delete"
                type="button"
                className="b sm g"
                aria-label={t('Delete {name}', { name: typed(x) })}
                onClick={() => s.edit(t('Delete'), () => removeFromTimeline(s.document, [x.id]))}
              >
                {t('Delete')}
              </button>
            ),
          ],
        }))}
      />
      <div className="foot">
        <button type="button" className="b" onClick={() => add('add-tempo')}>
          {t('Add tempo')}
        </button>
        <button type="button" className="b" onClick={() => add('add-meter')}>
          {t('Add meter')}
        </button>
        <button type="button" className="b p" onClick={() => s.show(null)}>
          {t('Close')}
        </button>
      </div>
    </>
  )
}
