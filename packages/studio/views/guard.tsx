// Guard: what crashes inside is replaced by a sentence and a way back; everything around it lives on.
import { t } from '@tonmeister/ui'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { detailsOf } from '../app/trouble.ts'
import { CopyDetails } from './toasts.tsx'

interface Props {
  /** As a person knows it: 'Mixer'. */
  readonly name: string
  /** The element that stands in the window's grid in its place; a plain box when missing. */
  readonly as?: 'header' | 'main' | 'footer' | 'section'
  readonly id?: string
  /** Instead of the sentence: closes what crashed. The window's message says it then. */
  readonly onCrash?: () => void
  readonly children: ReactNode
}
interface Crash {
  readonly error?: unknown
  readonly stack?: string
}
/** Milliseconds: what crashes again within them stays closed. */
const AGAIN = 1000

export class Guard extends Component<Props, Crash> {
  override state: Crash = {}
  private crashedAt = -Infinity

  static getDerivedStateFromError(error: unknown): Crash {
    return { error: error ?? new Error('nothing was thrown') }
  }
  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    const { onCrash } = this.props
    this.setState({ stack: componentStack ?? '' })
    if (!onCrash) return
    const now = performance.now()
    const isOnce = now - this.crashedAt > AGAIN
    this.crashedAt = now
    onCrash()
    if (isOnce) this.setState({ error: undefined })
    // Nothing is left that could say it: whoever listens for errors does.
    reportError(error)
  }
  override render(): ReactNode {
    const { error, stack } = this.state
    const { name, as: Box = 'div', id, onCrash, children } = this.props
    if (error === undefined) return children
    if (onCrash) return null
    return (
      <Box className="crashed" id={id} role="alert" tabIndex={-1}>
        <p>{t('{name} stopped working. Your project is safe, and everything else works on.', { name })}</p>
        <span>
          <button type="button" className="b" onClick={() => this.setState({ error: undefined })}>
            {t('Show it again')}
          </button>
          <CopyDetails text={detailsOf(error, stack?.trim().split('\n').slice(0, 6).join('\n'))} />
        </span>
      </Box>
    )
  }
}
