// The bus compressor as a picture: what comes out for what goes in, and how much it has taken away of late.
import { format } from '@tonmeister/project'
import { CompressorCurve, type DeviceView, type DeviceViewProps, ReductionCourse, t } from '@tonmeister/ui'
import { outputAt, reductionAt } from './curve.ts'

function View(props: DeviceViewProps) {
  return (
    <div className="dynamics-view">
      <CompressorCurve {...props} outputAt={outputAt} />
      <ReductionCourse
        {...props}
        label={t('Gain reduction of the last seconds; at 0 dB in it is {reduction}', {
          reduction: format(props.device.params.threshold!, reductionAt(props.values, 0)),
        })}
        range={12}
        step={3}
      />
    </div>
  )
}
export default { width: 400, view: View } satisfies DeviceView
