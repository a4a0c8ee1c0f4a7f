// The compressor as a picture: what comes out for what goes in, and how much it has taken away of late.
import { format } from '@tonmeister/project'
import {
  COMPRESSOR_RANGE,
  CompressorCurve,
  type DeviceView,
  type DeviceViewProps,
  levelTop,
  Point,
  ReductionCourse,
  t,
} from '@tonmeister/ui'
import { outputAt, reductionAt } from './curve.ts'

function View(props: DeviceViewProps) {
  const { values, device } = props
  return (
    <div className="dynamics-view">
      <CompressorCurve {...props} outputAt={outputAt}>
        <Point
          {...props}
          label={t('Ratio')}
          text={format(device.params.ratio!, values('ratio'))}
          left={1}
          top={levelTop(outputAt(values, 0), COMPRESSOR_RANGE)}
          // Down is more: what is left of the level above the threshold is one part in so many.
          y={{
            name: 'ratio',
            move: (from, share) => 1 / Math.max(0.02, 1 / from + (share * COMPRESSOR_RANGE) / Math.max(6, -values('threshold'))),
          }}
        />
      </CompressorCurve>
      <ReductionCourse
        {...props}
        label={t('Gain reduction of the last seconds; at 0 dB in it is {reduction}', {
          reduction: format(device.params.threshold!, reductionAt(values, 0)),
        })}
        range={24}
        step={6}
      />
    </div>
  )
}
export default { width: 400, view: View } satisfies DeviceView
