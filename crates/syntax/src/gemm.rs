//! Products of matrices with weights that never change. On processors with AVX-512 the weights lie as
//! the kernel reads them, in panels; elsewhere `matrixmultiply` does the work.

/// Compiles a function for processors with AVX-512, for those with AVX2 and for others: the same sums, in
/// the same order, in wider registers.
macro_rules! for_wide_registers {
    ($(#[$meta:meta])* fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $body:block) => {
        $(#[$meta])*
        #[allow(unsafe_code)]
        fn $name($($arg: $ty),*) {
            #[inline(always)]
            fn plain($($arg: $ty),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f")]
                fn avx512($($arg: $ty),*) {
                    plain($($arg),*);
                }
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $ty),*) {
                    plain($($arg),*);
                }
                if std::arch::is_x86_feature_detected!("avx512f") {
                    // SAFETY: the processor has AVX-512, as just asked.
                    return unsafe { avx512($($arg),*) };
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor has AVX2, as just asked.
                    return unsafe { avx2($($arg),*) };
                }
            }
            plain($($arg),*);
        }
    };
}

pub(crate) use for_wide_registers;

/// Numbers of a vector register.
pub(crate) const LANES: usize = 16;

/// Weights, `inner` × `columns`. The columns are put into panels of `V` vectors, of which the last
/// may be filled up with zeros.
#[derive(Debug)]
pub(crate) struct Weights<const V: usize> {
    inner: usize,
    columns: usize,
    stored: Stored,
}

#[derive(Debug)]
enum Stored {
    /// `inner` × `columns`, a row after the other.
    Plain(Box<[f32]>),
    /// For each panel, `inner` × its columns.
    #[cfg(target_arch = "x86_64")]
    Panels(Box<[f32]>),
}

impl<const V: usize> Weights<V> {
    /// Weights of which `at(i, j)` is that of input `i` and column `j`.
    pub(crate) fn new(inner: usize, columns: usize, at: impl Fn(usize, usize) -> f32) -> Self {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx512f") {
            let wide = V * LANES;
            let mut panels = Vec::with_capacity(inner * columns.next_multiple_of(wide));
            for first in (0..columns).step_by(wide) {
                for i in 0..inner {
                    panels.extend(
                        (first..first + wide).map(|j| if j < columns { at(i, j) } else { 0.0 }),
                    );
                }
            }
            return Weights {
                inner,
                columns,
                stored: Stored::Panels(panels.into()),
            };
        }
        let plain = (0..inner * columns).map(|n| at(n / columns, n % columns));
        Weights {
            inner,
            columns,
            stored: Stored::Plain(plain.collect()),
        }
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn inner(&self) -> usize {
        self.inner
    }

    /// `out = a × weights`: `a` has `rows` rows, `stride` apart (they may overlap).
    pub(crate) fn multiply(&self, rows: usize, a: &[f32], stride: usize, out: &mut [f32]) {
        if rows == 0 || self.columns == 0 {
            return;
        }
        let out = &mut out[..rows * self.columns];
        assert!(self.inner > 0 && a.len() >= (rows - 1) * stride + self.inner);
        match &self.stored {
            Stored::Plain(weights) => {
                // SAFETY: the assertions above hold every element that these sizes and strides reach
                // within its slice, and `out` is borrowed alone.
                #[allow(unsafe_code)]
                unsafe {
                    matrixmultiply::sgemm(
                        rows,
                        self.inner,
                        self.columns,
                        1.0,
                        a.as_ptr(),
                        stride as isize,
                        1,
                        weights.as_ptr(),
                        self.columns as isize,
                        1,
                        0.0,
                        out.as_mut_ptr(),
                        self.columns as isize,
                        1,
                    );
                }
            }
            #[cfg(target_arch = "x86_64")]
            Stored::Panels(panels) => {
                let columns = self.columns;
                let width = V * LANES;
                // SAFETY: there are panels only where the processor has AVX-512.
                #[allow(unsafe_code)]
                unsafe {
                    avx512::product::<V>(
                        rows,
                        self.inner,
                        a,
                        stride,
                        panels,
                        |row, panel, sums| {
                            let from = panel * width;
                            let len = width.min(columns - from);
                            for (sums, out) in sums
                                .chunks_exact(V)
                                .zip(out[row * columns..].chunks_exact_mut(columns))
                            {
                                out[from..from + len].copy_from_slice(&sums.as_flattened()[..len]);
                            }
                        },
                    );
                }
            }
        }
    }

    /// The greatest of `V` candidates for each output, `bias` added: the columns are, for each
    /// [`LANES`] outputs, the first candidates, then the second and so on; `bias` likewise. Only with
    /// whole panels, as [`pieces_together`] orders them.
    pub(crate) fn greatest(
        &self,
        rows: usize,
        a: &[f32],
        stride: usize,
        bias: &[f32],
        buffer: &mut Vec<f32>,
        out: &mut [f32],
    ) {
        if rows == 0 || self.columns == 0 {
            return;
        }
        let outputs = self.columns / V;
        let out = &mut out[..rows * outputs];
        let (bias, _) = bias.as_chunks::<LANES>();
        assert!(self.columns == bias.len() * LANES && bias.len().is_multiple_of(V));
        match &self.stored {
            Stored::Plain(_) => {
                buffer.resize(rows * self.columns, 0.0);
                self.multiply(rows, a, stride, buffer);
                for (row, sums) in buffer
                    .as_chunks::<LANES>()
                    .0
                    .chunks_exact(bias.len())
                    .enumerate()
                {
                    for (panel, (sums, bias)) in
                        sums.chunks_exact(V).zip(bias.chunks_exact(V)).enumerate()
                    {
                        let from = row * outputs + panel * LANES;
                        greatest_of_rows(sums, bias, outputs, &mut out[from..]);
                    }
                }
            }
            #[cfg(target_arch = "x86_64")]
            Stored::Panels(panels) => {
                // SAFETY: there are panels only where the processor has AVX-512.
                #[allow(unsafe_code)]
                unsafe {
                    avx512::product::<V>(
                        rows,
                        self.inner,
                        a,
                        stride,
                        panels,
                        |row, panel, sums| {
                            let bias = &bias[panel * V..(panel + 1) * V];
                            let from = row * outputs + panel * LANES;
                            greatest_of_rows(sums, bias, outputs, &mut out[from..]);
                        },
                    );
                }
            }
        }
    }
}

for_wide_registers! {
    /// For each row, the greatest of its candidates, of which there are as many as of `bias`; `out` begins
    /// with those of the first row, those of the next follow `outputs` further on.
    fn greatest_of_rows(
        sums: &[[f32; LANES]],
        bias: &[[f32; LANES]],
        outputs: usize,
        out: &mut [f32],
    ) {
        for (row, sums) in sums.chunks_exact(bias.len()).enumerate() {
            if let Some(out) = out[row * outputs..].first_chunk_mut::<LANES>() {
                greatest(sums, bias, out);
            }
        }
    }
}

/// The greatest of the candidates, `bias` added.
#[inline(always)]
pub(crate) fn greatest(sums: &[[f32; LANES]], bias: &[[f32; LANES]], out: &mut [f32; LANES]) {
    let mut best = [f32::NEG_INFINITY; LANES];
    for (s, b) in sums.iter().zip(bias) {
        for l in 0..LANES {
            let v = s[l] + b[l];
            best[l] = if v > best[l] { v } else { best[l] };
        }
    }
    *out = best;
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use super::LANES;
    use std::arch::x86_64::*;

    /// Gives the sums to `each`, a few rows of a panel at once, with the numbers of the first row and of
    /// the panel.
    #[target_feature(enable = "avx512f")]
    pub(super) fn product<const V: usize>(
        rows: usize,
        inner: usize,
        a: &[f32],
        stride: usize,
        panels: &[f32],
        mut each: impl FnMut(usize, usize, &[[f32; LANES]]),
    ) {
        assert!(inner > 0 && rows > 0 && a.len() >= (rows - 1) * stride + inner);
        for (p, panel) in panels.chunks_exact(inner * V * LANES).enumerate() {
            let mut row = 0;
            while row + 8 <= rows {
                let sums = tile::<V, 8>(inner, &a[row * stride..], stride, panel);
                each(row, p, sums.as_flattened());
                row += 8;
            }
            while row < rows {
                let sums = tile::<V, 1>(inner, &a[row * stride..], stride, panel);
                each(row, p, sums.as_flattened());
                row += 1;
            }
        }
    }

    /// `R` rows times one panel.
    #[target_feature(enable = "avx512f")]
    #[inline]
    fn tile<const V: usize, const R: usize>(
        inner: usize,
        a: &[f32],
        stride: usize,
        panel: &[f32],
    ) -> [[[f32; LANES]; V]; R] {
        assert!(a.len() >= (R - 1) * stride + inner && panel.len() >= inner * V * LANES);
        let mut sums = [[_mm512_setzero_ps(); V]; R];
        let (a, panel) = (a.as_ptr(), panel.as_ptr());
        let mut out = [[[0.0; LANES]; V]; R];
        // Loops over numbers: iterators of vectors would be functions that are not compiled for them.
        // SAFETY: the assertion above holds `i`, every row and every vector within the slices; a vector is
        // as long as the array of `out` that it goes to.
        #[allow(unsafe_code, clippy::needless_range_loop)]
        unsafe {
            for i in 0..inner {
                let mut w = [_mm512_setzero_ps(); V];
                for v in 0..V {
                    w[v] = _mm512_loadu_ps(panel.add((i * V + v) * LANES));
                }
                for r in 0..R {
                    let x = _mm512_set1_ps(*a.add(r * stride + i));
                    for v in 0..V {
                        sums[r][v] = _mm512_fmadd_ps(x, w[v], sums[r][v]);
                    }
                }
            }
            for r in 0..R {
                for v in 0..V {
                    _mm512_storeu_ps(out[r][v].as_mut_ptr(), sums[r][v]);
                }
            }
        }
        out
    }
}
