// Tabs: one line of names, arrows move between them.
export interface TabsProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly tabs: readonly { readonly id: T; readonly name: string }[]
  readonly onChange: (id: T) => void
  readonly children?: React.ReactNode
}
export function Tabs<T extends string>({ label, value, tabs, onChange, children }: TabsProps<T>) {
  return (
    <div className="tabs">
      <div role="tablist" aria-label={label}>
        {tabs.map((tab, i) => (
          <button
            type="button"
            key={tab.id}
            role="tab"
            aria-selected={tab.id === value}
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
            onKeyDown={(e) => {
              const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
              const next = by ? tabs[(i + by + tabs.length) % tabs.length] : undefined
              if (!next) return
              e.preventDefault()
              e.stopPropagation()
              onChange(next.id)
              const all = e.currentTarget.parentElement?.children
              ;(all?.[(i + by + tabs.length) % tabs.length] as HTMLElement | undefined)?.focus()
            }}
          >
            {tab.name}
          </button>
        ))}
      </div>
      {children}
    </div>
  )
}
