// The saturator as a picture: its curve, how far the signal reaches on it, and the harmonics that makes.
import { format } from '@tonmeister/project'
import { type DeviceView, type DeviceViewProps, Harmonics, Point, TransferCurve, t } from '@tonmeister/ui'
import { harmonicsOf } from '../shaping.ts'
import { outputOf } from './curves.ts'

function View(props: DeviceViewProps) {
  const { values, device } = props
  const output = outputOf(values)
  const deps = ['curve', 'drive', 'asymmetry', 'level', 'output', 'mix'].map(values)
  // Where the drive brings the input to the curve's end, about.
  const end = Math.min(1, 1 / 10 ** (values('drive') / 20))
  return (
    <div className="dynamics-view">
      <TransferCurve {...props} output={output} deps={deps}>
        <Point
          {...props}
          label={t('Drive and asymmetry')}
          text={`${format(device.params.drive!, values('drive'))}, ${format(device.params.asymmetry!, values('asymmetry'))}`}
          left={(end + 1) / 2}
          top={(1 - output(end)) / 2}
          x={{ name: 'drive', move: (from, share) => from - share * 40 }}
          y={{ name: 'asymmetry' }}
          wheel={{ name: 'mix' }}
        />
      </TransferCurve>
      <Harmonics {...props} output={output} deps={deps} levels={harmonicsOf} />
    </div>
  )
}
export default { width: 400, view: View } satisfies DeviceView
