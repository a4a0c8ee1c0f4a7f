// Where the keyboard is: F6 goes from region to region and comes back to where it was in each; what vanishes under the focus gives it back nearby.

/** In the order of F6. Those that are not there, or hold nothing to press, are passed over. */
const REGIONS = ['header', '#browser', '#arrangement', '#dock', '#panel', '.places', 'footer', '.recovery', '.toasts'] as const
const STOPS =
  'button:not(:disabled):not([tabindex="-1"]), a[href], input:not(:disabled):not([tabindex="-1"]), select:not(:disabled):not([tabindex="-1"]), textarea, [tabindex="0"]'
/** Frames that a menu or dialog has to give the focus back itself. */
const PATIENCE = 6

const isSeen = (x: HTMLElement) => x.checkVisibility?.({ visibilityProperty: true }) ?? true
const firstIn = (x: Element): HTMLElement | undefined => [...x.querySelectorAll<HTMLElement>(STOPS)].find(isSeen)

const lasts = new Map<string, HTMLElement>()
interface Place {
  readonly node: HTMLElement
  /** From the inside out: what is left of it says where the focus goes. */
  readonly around: readonly HTMLElement[]
}
let last: Place | null = null
/** The last one that is in no dialog or menu. */
let outside: Place | null = null
let lost = 0

/** Notes where the focus is. @returns to stop it */
export function watchFocus(): () => void {
  const came = (e: FocusEvent) => {
    const target = e.target
    if (!(target instanceof HTMLElement || target instanceof SVGElement)) return
    const node = target as HTMLElement
    const around: HTMLElement[] = []
    for (let at = node.parentElement; at && at !== document.body; at = at.parentElement) around.push(at)
    last = { node, around }
    lost = 0
    if (!node.closest('[role=dialog], [role=menu], [data-base-ui-focus-guard]')) outside = last
    for (const region of REGIONS) if (node.closest(region)) lasts.set(region, node)
  }
  addEventListener('focusin', came)
  return () => removeEventListener('focusin', came)
}
/** Once a frame: gives the focus to the nearest thing that is left where it vanished with what had it. */
export function keepFocus(): void {
  if (!last || document.activeElement !== document.body) return
  if (!isGone(last.node) || ++lost < PATIENCE) return
  const next = leftOf(last)
  last = null
  next?.focus({ preventScroll: true })
}
const isGone = (x: HTMLElement) => !x.isConnected || x.matches(':disabled') || !isSeen(x)
/** The place itself, or the nearest thing to it that is still there. */
function leftOf({ node, around }: Place): HTMLElement | undefined {
  if (!isGone(node)) return node
  for (const parent of around) {
    if (!parent.isConnected || !isSeen(parent)) continue
    const next = firstIn(parent) ?? (parent.matches('[tabindex]') ? parent : undefined)
    if (next) return next
  }
  return firstIn(document.querySelector('main') ?? document.body)
}
/** Where the focus goes when a dialog or a menu closes: to where it was, or what is left there. */
export const focusBack = (): HTMLElement | null => (outside && leftOf(outside)) ?? null
/** Takes the focus along to what is about to be drawn; a menu or dialog that it came from may give it back elsewhere meanwhile. */
export function focusSoon(find: () => HTMLElement | null | undefined, frames = PATIENCE): void {
  requestAnimationFrame(() => {
    const node = find()
    if (node && node.ownerDocument.activeElement !== node) node.focus({ preventScroll: true })
    if (frames > 1) focusSoon(find, frames - 1)
  })
}
/** To the next region, or the one before. */
export function nextRegion(by: 1 | -1): void {
  const there = REGIONS.flatMap((region) => {
    const node = document.querySelector<HTMLElement>(region)
    return node && isSeen(node) && (firstIn(node) || node.matches('[tabindex]')) ? [{ region, node }] : []
  })
  const at = there.findIndex(({ node }) => node.contains(document.activeElement))
  const next = there[at < 0 ? (by > 0 ? 0 : there.length - 1) : (at + by + there.length) % there.length]
  if (!next) return
  const was = lasts.get(next.region)
  const back = was?.isConnected && next.node.contains(was) && isSeen(was) && was.matches(STOPS) ? was : undefined
  ;(back ?? firstIn(next.node) ?? next.node).focus()
}
