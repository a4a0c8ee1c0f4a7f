// Answers for people who listen to the window: where things stand, said when they are asked for.
import { formatDb, formatNumber } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import type { Commands } from '../app/kinds.ts'
import { decibels } from '../app/peaks.ts'
import type { Session } from '../app/session.ts'

/** Messages are shown and said. */
const report = (s: Session, text: string): void => void s.notify(text)
const level = (x: number, unit: string) => (Number.isFinite(x) ? `${formatNumber(x, 1)} ${unit}` : t('not measured yet'))

export default [
  {
    id: 'report-peak',
    title: 'Say the peak of the selected strip',
    group: 'Help',
    keys: ['Alt+J'],
    when: (s) => s.selectedStrip !== null,
    run: (s) =>
      report(
        s,
        t('{strip}: peak {level}', {
          strip: String(s.document.get(s.selectedStrip!)?.name ?? ''),
          level: decibels(s.listened.take(s.selectedStrip!)),
        }),
      ),
  },
  {
    id: 'report-main',
    title: 'Say the peak and loudness of main',
    group: 'Help',
    keys: ['Alt+Shift+J'],
    run: (s) => {
      const l = s.host.loudness()
      report(
        s,
        t('Main: peak {peak}, {lufs} integrated, true peak {true}', {
          peak: s.mainStrip ? decibels(s.listened.take(s.mainStrip)) : '–',
          lufs: level(l.integrated, 'LUFS'),
          true: level(l.truePeak, 'dBTP'),
        }),
      )
    },
  },
  {
    id: 'report-watch',
    title: 'Say when a strip reaches −1 dB',
    group: 'Help',
    on: (s) => s.listened.isWatching,
    run: (s) => {
      s.listened.isWatching = !s.listened.isWatching
      report(s, s.listened.isWatching ? t('Peaks from −1 dB are said.') : t('Peaks are no longer said.'))
    },
  },
  {
    id: 'report-position',
    title: 'Say the position',
    group: 'Help',
    keys: ['Alt+W'],
    run: (s) => {
      const p = s.signatures.position(Math.round(s.host.positionTicks()))
      report(
        s,
        s.host.playing
          ? t('Bar {bar} beat {beat}, playing', { bar: p.bar, beat: p.beat })
          : t('Bar {bar} beat {beat}', { bar: p.bar, beat: p.beat }),
      )
    },
  },
  {
    id: 'report-selection',
    title: 'Say what is selected',
    group: 'Help',
    keys: ['Alt+I'],
    run: (s) => {
      const strip = s.selectedStrip ? s.document.get(s.selectedStrip) : undefined
      const gain = typeof strip?.gain === 'number' ? strip.gain : -Infinity
      const parts = strip
        ? [
            String(strip.name),
            gain === -Infinity ? t('minus infinity dB') : formatDb(gain),
            ...(strip.mute === true ? [t('muted')] : []),
            ...(strip.solo === true ? [t('solo')] : []),
          ]
        : [t('No strip')]
      report(
        s,
        `${parts.join(', ')}. ${t('{n, plural, =0 {No clips} one {# clip} other {# clips}} selected', { n: s.selectedClips.size })}`,
      )
    },
  },
] satisfies Commands
