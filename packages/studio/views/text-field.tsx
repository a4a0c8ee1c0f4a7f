// A field of an inspector.
import { useEffect, useState } from 'react'

/** Taken over on Enter or when it is left; Escape puts it back; what cannot be read is put back too. */
export function Text({ label, value, onTake, number }: { label: string; value: string; onTake: (text: string) => void; number?: boolean }) {
  const [draft, setDraft] = useState(value)
  useEffect(() => setDraft(value), [value])
  const take = () => {
    if (draft !== value) onTake(draft)
    setDraft(value)
  }
  return (
    <label className="field">
      {label}
      <input
        className={number ? 'num' : ''}
        title={number ? value : undefined}
        value={draft}
        onChange={(e) => setDraft(e.target.value)}
        onBlur={take}
        onKeyDown={(e) => {
          e.stopPropagation()
          if (e.key === 'Enter') e.currentTarget.blur()
          if (e.key === 'Escape') {
            setDraft(value)
            e.currentTarget.blur()
          }
        }}
      />
    </label>
  )
}
