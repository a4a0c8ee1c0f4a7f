// Transcendental functions in double precision, for designing filters when a parameter moves; never per frame. Made of + − × ÷ only, like math.ts.
// Taylor's series, which at these lengths are exact to the last bits.

/** e^x for x ≤ 0. Relative error < 1e-15; 0 below −700. */
export function expFalling(x: f64): f64 {
  if (x < -700) return 0;
  const n = nearest(x * 1.4426950408889634);
  const t = x - n * 0.6931471805599453;
  let p: f64 = 1.6059043836821613e-10;
  p = p * t + 2.08767569878681e-09;
  p = p * t + 2.505210838544172e-08;
  p = p * t + 2.755731922398589e-07;
  p = p * t + 2.7557319223985893e-06;
  p = p * t + 2.48015873015873e-05;
  p = p * t + 0.0001984126984126984;
  p = p * t + 0.001388888888888889;
  p = p * t + 0.008333333333333333;
  p = p * t + 0.041666666666666664;
  p = p * t + 0.16666666666666666;
  p = p * t + 0.5;
  p = p * t + 1;
  p = p * t + 1;
  return p * reinterpret<f64>((1023 + <i64>n) << 52);
}
/** sin x for |x| ≤ π/2. Error < 1e-15. */
export function sinQuarter(x: f64): f64 {
  const y = x * x;
  let p: f64 = 1.9572941063391263e-20;
  p = p * y - 8.22063524662433e-18;
  p = p * y + 2.8114572543455206e-15;
  p = p * y - 7.647163731819816e-13;
  p = p * y + 1.6059043836821613e-10;
  p = p * y - 2.505210838544172e-08;
  p = p * y + 2.7557319223985893e-06;
  p = p * y - 0.0001984126984126984;
  p = p * y + 0.008333333333333333;
  p = p * y - 0.16666666666666666;
  p = p * y + 1;
  return p * x;
}
