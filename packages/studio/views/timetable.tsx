// A small table whose cells can be typed into, for what stands on the timeline.
import { type ReactNode, useEffect, useState } from 'react'

export function Timetable({
  label,
  head,
  rows,
  empty,
}: {
  readonly label: string
  readonly head: readonly string[]
  readonly rows: readonly { readonly id: string; readonly cells: readonly ReactNode[] }[]
  readonly empty: string
}) {
  if (!rows.length) return <p className="sub">{empty}</p>
  return (
    <div className="timetable">
      <table aria-label={label}>
        <thead>
          <tr>
            {head.map((h, i) =>
              h ? (
                <th key={h} scope="col">
                  {h}
                </th>
              ) : (
                <td key={`column ${i}`} />
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.id}>
              {r.cells.map((c, i) => (
                <td key={i}>{c}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
/** Taken over on Enter or when it is left; Escape puts it back. */
export function Cell({
  label,
  value,
  number,
  onTake,
}: {
  readonly label: string
  readonly value: string
  readonly number?: boolean
  readonly onTake: (text: string) => void
}) {
  const [draft, setDraft] = useState(value)
  useEffect(() => setDraft(value), [value])
  return (
    <input
      className={number ? 'num' : ''}
      aria-label={label}
      value={draft}
      onChange={(e) => setDraft(e.target.value)}
      onBlur={() => {
        if (draft !== value) onTake(draft)
        setDraft(value)
      }}
      onKeyDown={(e) => {
        // Escape takes back what was typed; where nothing was, it is the dialog's.
        if (e.key === 'Escape' && draft === value) return
        e.stopPropagation()
        if (e.key === 'Enter') e.currentTarget.blur()
        else if (e.key === 'Escape') {
          e.preventDefault()
          setDraft(value)
        }
      }}
    />
  )
}
