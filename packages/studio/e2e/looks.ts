// Runs in the page: looks for what an eye would find – words that are cut or lie over each other, controls that overlap, what hangs out of
// the window, and words that no catalogue has.

export interface Fault {
  readonly what: 'clipped' | 'cut without its whole text' | 'outside' | 'spilling' | 'overlapping' | 'too narrow' | 'ring cut'
  readonly where: string
}
/** Self-contained: it is sent to the page as text. */
export function lookAround(): Fault[] {
  const faults: Fault[] = []
  const name = (e: Element): string => {
    const own = `${e.tagName.toLowerCase()}${[...e.classList].map((c) => `.${c}`).join('')}`
    const parent = e.parentElement
    return `${parent ? `${parent.tagName.toLowerCase()}${[...parent.classList].map((c) => `.${c}`).join('')} > ` : ''}${own} “${(e.textContent ?? '').trim().slice(0, 40)}”`
  }
  const styles = new Map<Element, CSSStyleDeclaration>()
  const styleOf = (e: Element): CSSStyleDeclaration => {
    let style = styles.get(e)
    if (!style) styles.set(e, (style = getComputedStyle(e)))
    return style
  }
  // What only screen readers see is cut on purpose.
  const shown = (e: Element): boolean =>
    !e.closest('.sr, .hidden-grid, [hidden]') && e.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  interface Cutter {
    readonly element: Element
    readonly box: DOMRect
    readonly scrollsX: boolean
    readonly scrollsY: boolean
  }
  /** Boxes around that cut, from the inside. */
  const known = new Map<Element, readonly Cutter[]>()
  const cutters = (e: Element): readonly Cutter[] => {
    const there = known.get(e)
    if (there) return there
    const style = styleOf(e)
    const cuts = style.overflowX !== 'visible' || style.overflowY !== 'visible'
    const own = cuts
      ? [
          {
            element: e,
            box: e.getBoundingClientRect(),
            scrollsX: /auto|scroll/.test(style.overflowX),
            scrollsY: /auto|scroll/.test(style.overflowY),
          },
        ]
      : []
    const around = style.position === 'fixed' || !e.parentElement || e === document.body ? [] : cutters(e.parentElement)
    const all = [...own, ...around]
    known.set(e, all)
    return all
  }
  /** What is read there: texts, by the layer they lie in, with what is seen of them. */
  const texts = new Map<
    Element,
    { readonly e: Element; readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }[]
  >()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement
    const said = node.textContent?.trim()
    if (!e || !said || /^(SCRIPT|STYLE|OPTION|NOSCRIPT|TITLE)$/.test(e.tagName) || !shown(e)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const text = range.getBoundingClientRect()
    if (!text.width || !text.height) continue
    let [left, right, top, bottom] = [text.left, text.right, text.top, text.bottom]
    let [freeX, freeY, isCut] = [false, false, false]
    // What is a pixel large is for screen readers.
    if (cutters(e).some(({ box }) => box.width <= 2 || box.height <= 2)) continue
    for (const { box, scrollsX, scrollsY, element } of cutters(e)) {
      // Nothing in a dialog or at the side is meant to be scrolled sideways, but tabs and tables; nor is what is wider than its scroller.
      freeX ||= scrollsX && text.width <= box.width && (!element.closest('.dialog, aside') || element.matches('.tabs > *, .timetable'))
      // Heads of tracks and rows of rulers scroll with the canvas beside them.
      freeY ||= scrollsY || element.matches('.heads, .rulers')
      const cutX = !freeX && (text.right > box.right + 1 || text.left < box.left - 1)
      const cutY = !freeY && (text.bottom > box.bottom + 3 || text.top < box.top - 3)
      left = Math.max(left, box.left)
      right = Math.min(right, box.right)
      top = Math.max(top, box.top)
      bottom = Math.min(bottom, box.bottom)
      if (isCut) continue
      if (cutX && styleOf(element).textOverflow === 'ellipsis') {
        let whole: Element | null = element
        while (whole && !`${whole.getAttribute('title') ?? ''} ${whole.getAttribute('aria-label') ?? ''}`.includes(said))
          whole = whole.parentElement
        if (!whole) faults.push({ what: 'cut without its whole text', where: name(e) })
        // Of what is a letter wide, nobody can tell what it is.
        else if (box.width < 24) faults.push({ what: 'too narrow', where: name(e) })
        isCut = true
      } else if (cutX || cutY) {
        faults.push({ what: 'clipped', where: `${name(e)} by ${name(element).replace(/ “.*/, '')}` })
        isCut = true
      }
    }
    if (
      !isCut &&
      ((!freeX && (text.right > innerWidth + 1 || text.left < -1)) || (!freeY && (text.bottom > innerHeight + 1 || text.top < -1)))
    )
      faults.push({ what: 'outside', where: name(e) })
    // Words that are wider than what they stand in, where nothing cuts them.
    const around = e.closest('button, [role=tab], [role=menuitem], td, th, .pill, .b')
    if (around && !isCut && styleOf(e).overflowX === 'visible') {
      const box = around.getBoundingClientRect()
      if (text.right > box.right + 1 || text.left < box.left - 1)
        faults.push({ what: 'spilling', where: `${name(e)} out of ${name(around)}` })
    }
    if (right - left > 2 && bottom - top > 2) {
      const layer = e.closest('.dialog, [role=menu], .toasts, .typing') ?? document.body
      const there = texts.get(layer) ?? []
      there.push({ e, left, right, top, bottom })
      texts.set(layer, there)
    }
  }
  /** Does one of them lie on a ground of its own over the other, as what stays while the rest scrolls below? */
  const covers = (a: Element, b: Element, x: number, y: number): boolean => {
    const stack = document.elementsFromPoint(x, y)
    const lower = Math.max(stack.indexOf(a), stack.indexOf(b))
    const below = stack[lower]
    return stack
      .slice(0, Math.max(0, lower))
      .some((e) => !e.contains(below!) && !/rgba\(.*, 0(\.\d+)?\)|transparent/.test(styleOf(e).backgroundColor))
  }
  for (const there of texts.values()) {
    there.sort((a, b) => a.left - b.left)
    for (let i = 0; i < there.length; i++)
      for (let k = i + 1; k < there.length && there[k]!.left < there[i]!.right - 2; k++) {
        const [a, b] = [there[i]!, there[k]!]
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        const width = Math.min(a.right, b.right) - b.left
        if (width > 2 && height > 4 && a.e !== b.e && !covers(a.e, b.e, b.left + width / 2, Math.max(a.top, b.top) + height / 2))
          faults.push({ what: 'overlapping', where: `${name(a.e)} and ${name(b.e)}` })
      }
  }
  const controls = [...document.querySelectorAll('button, input, select, textarea, [role=slider], [role=tab]')].filter(
    (e) => shown(e) && styleOf(e).position === 'static',
  )
  for (const e of controls) {
    const box = e.getBoundingClientRect()
    let free = false
    for (const cut of cutters(e)) {
      free ||= cut.scrollsX && (!cut.element.closest('.dialog, aside') || cut.element.matches('.tabs > *, .timetable'))
      const hangs = box.right > cut.box.right + 2 || box.left < cut.box.left - 2
      if (!free && hangs && cut.element !== e && cut.box.width > 2) {
        faults.push({ what: 'clipped', where: `${name(e)} by ${name(cut.element).replace(/ “.*/, '')}` })
        break
      }
    }
  }
  const byParent = new Map<Element | null, Element[]>()
  for (const e of controls) byParent.set(e.parentElement, [...(byParent.get(e.parentElement) ?? []), e])
  const overlap = (a: Element, b: Element): boolean => {
    const [x, y] = [a.getBoundingClientRect(), b.getBoundingClientRect()]
    return Math.min(x.right, y.right) - Math.max(x.left, y.left) > 2 && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 2
  }
  for (const group of byParent.values())
    for (let i = 0; i < group.length; i++)
      for (let k = i + 1; k < group.length; k++)
        if (overlap(group[i]!, group[k]!)) faults.push({ what: 'overlapping', where: `${name(group[i]!)} and ${name(group[k]!)}` })
  // Bars in one line: what stands beside each other there must not reach into each other, icons neither.
  for (const bar of document.querySelectorAll('header, footer, [role=toolbar], .dialog .foot, .row')) {
    const parts = [...bar.children].filter((e) => shown(e) && styleOf(e).position === 'static')
    for (let i = 1; i < parts.length; i++)
      if (overlap(parts[i - 1]!, parts[i]!)) faults.push({ what: 'overlapping', where: `${name(parts[i - 1]!)} and ${name(parts[i]!)}` })
  }
  // Fields and drop-downs hold words that are no text of the page.
  const pen = document.createElement('canvas').getContext('2d')!
  for (const e of document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('select, input')) {
    if (!shown(e) || /^(checkbox|radio|range|file|color)$/.test(e.type)) continue
    const isSelect = e instanceof HTMLSelectElement
    // What the person wrote scrolls in its field.
    const said = isSelect ? (e.selectedOptions[0]?.textContent ?? '') : e.classList.contains('num') ? e.value : e.value ? '' : e.placeholder
    const style = styleOf(e)
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    const room = e.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
    if (pen.measureText(said).width > room + 2 && !`${e.title} ${e.getAttribute('aria-label') ?? ''}`.includes(said))
      faults.push({ what: 'too narrow', where: `${name(e).replace(/ “.*/, '')} “${said.slice(0, 40)}”` })
  }
  return faults
}

/**
 * Gives each control that is seen the focus, as a key would, and finds those whose ring is cut: by the window, or by a box around it that
 * does not scroll. Self-contained, like the others.
 */
export function cutRings(): Fault[] {
  const faults: Fault[] = []
  const own = (e: Element) => `${e.tagName.toLowerCase()}${[...e.classList].map((c) => `.${c}`).join('')}`
  const before = document.activeElement as HTMLElement | null
  const layer = [...document.querySelectorAll('.dialog')].at(-1) ?? document.body
  for (const e of layer.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], [tabindex]')) {
    if (e.closest('.sr, .hidden-grid, [hidden]') || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    // What stands in a row of lanes or notes is placed by what is scrolled there, and takes its selection with the focus.
    if (e.closest('.heads, .lane-grid, .roll-keys')) continue
    e.focus({ preventScroll: true, focusVisible: true } as FocusOptions)
    if (document.activeElement !== e) continue
    const style = getComputedStyle(e)
    const width = style.outlineStyle === 'none' ? 0 : Number.parseFloat(style.outlineWidth)
    if (!width) continue
    const reach = width + Number.parseFloat(style.outlineOffset)
    if (reach <= 0) continue
    const b = e.getBoundingClientRect()
    const [left, right, top, bottom] = [b.left - reach, b.right + reach, b.top - reach, b.bottom + reach]
    const say = (by: string) => faults.push({ what: 'ring cut', where: `${own(e.parentElement!)} > ${own(e)} by ${by}` })
    // Half a pixel is nothing that an eye would miss.
    const over = 0.5
    let [freeX, freeY, isCut] = [false, false, false]
    for (let p = style.position === 'fixed' ? null : e.parentElement; p && p !== document.body && !isCut; p = p.parentElement) {
      const around = getComputedStyle(p)
      const box = p.getBoundingClientRect()
      // What is scrolled out of a box is brought into it by the focus.
      const cut = (overflow: string, a: number, z: number, from: number, to: number, free: boolean, inner: boolean) =>
        overflow !== 'visible' && !free && (inner ? false : a < from - over || z > to + over)
      const scrollsX = /auto|scroll/.test(around.overflowX) && p.scrollWidth > p.clientWidth
      const scrollsY = /auto|scroll/.test(around.overflowY) && p.scrollHeight > p.clientHeight
      isCut =
        cut(around.overflowX, left, right, box.left, box.right, freeX, scrollsX) ||
        cut(around.overflowY, top, bottom, box.top, box.bottom, freeY, scrollsY)
      if (isCut) say(own(p))
      freeX ||= scrollsX
      freeY ||= scrollsY
      if (around.position === 'fixed') break
    }
    if (!isCut && ((!freeX && (left < -over || right > innerWidth + over)) || (!freeY && (top < -over || bottom > innerHeight + over))))
      say('the window')
  }
  before?.focus({ preventScroll: true })
  return faults
}

/**
 * In the pseudo-locale: what is said without passing through the catalogue, as 'element “text”'.
 * @param allowed  selectors of what is nobody's message: names that the person gave, numbers, keys, specifications, the brand
 */
export function unsaid(allowed: readonly string[]): string[] {
  const out: string[] = []
  // Numbers with their units are the same in all languages.
  const UNITS = /(?<=^|[\d.∞ /])(dB|dBTP|dBFS|LUFS|LU|k?Hz|ms|st|ct|[kMG]B|px)\b/g
  const isWord = (text: string): boolean => /\p{L}{2}/u.test(text.replace(UNITS, '')) && !text.includes('[')
  const isAllowed = (e: Element): boolean => e.closest(allowed.join(', ')) !== null
  const name = (e: Element): string => {
    const own = (x: Element) => `${x.tagName.toLowerCase()}${[...x.classList].map((c) => `.${c}`).join('')}`
    return `${e.parentElement ? `${own(e.parentElement)} > ` : ''}${own(e)}`
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement
    if (!e || /^(SCRIPT|STYLE|NOSCRIPT)$/.test(e.tagName)) continue
    const text = node.textContent?.trim() ?? ''
    if (isWord(text) && !isAllowed(e)) out.push(`${name(e)} “${text.slice(0, 60)}”`)
  }
  for (const attribute of ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'aria-description', 'alt'])
    for (const e of document.body.querySelectorAll(`[${attribute}]`)) {
      const text = e.getAttribute(attribute) ?? ''
      if (isWord(text) && !isAllowed(e)) out.push(`${name(e)} ${attribute}=“${text.slice(0, 60)}”`)
    }
  return [...new Set(out)]
}
