//! The vectors of 8-bit integers that machines have.

use pulp::bytemuck::{Pod, cast};

/// Products summed in a lane by one step of an inner loop.
pub(super) const QUAD: usize = 4;

/// The vectors that the machine has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Machine {
    /// 512 bits, and an instruction for four products a lane.
    #[cfg(target_arch = "x86_64")]
    V4x(archmage::X64V4xToken),
    /// 512 bits.
    #[cfg(target_arch = "x86_64")]
    V4(pulp::x86::V4),
    /// 256 bits.
    #[cfg(target_arch = "x86_64")]
    V3(pulp::x86::V3),
    /// Whatever the compiler makes of plain code.
    Plain,
}

impl Machine {
    /// What this machine has.
    pub(crate) fn new() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            use archmage::SimdToken as _;
            if let Some(token) = archmage::X64V4xToken::summon() {
                return Self::V4x(token);
            }
            if let Some(simd) = pulp::x86::V4::try_new() {
                return Self::V4(simd);
            }
            if let Some(simd) = pulp::x86::V3::try_new() {
                return Self::V3(simd);
            }
        }
        Self::Plain
    }

    /// What is added to each element of a right matrix; see [`Vectors::raise`].
    pub(super) fn raise(self) -> i8 {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::V4x(token) => token.raise(),
            #[cfg(target_arch = "x86_64")]
            Self::V4(simd) => simd.raise(),
            #[cfg(target_arch = "x86_64")]
            Self::V3(simd) => simd.raise(),
            Self::Plain => Plain.raise(),
        }
    }

    /// Sums in one vector.
    pub(super) fn lanes(self) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::V4x(_) | Self::V4(_) => 16,
            #[cfg(target_arch = "x86_64")]
            Self::V3(_) => 8,
            Self::Plain => 8,
        }
    }
}

/// The operations of the inner loop on vectors of fours of 8-bit and of 32-bit integers.
///
/// Elements of both matrices are between -127 and 127; those of the right one are held raised by
/// [`Vectors::raise`], wrapping around.
pub(super) trait Vectors: Copy {
    /// Four elements of a left row in each lane, as the products need them.
    type Left: Copy;
    /// Four elements of a right column in each lane.
    type Right: Pod;
    /// One 32-bit integer a lane.
    type Sums: Pod;
    /// What is added to the elements of the right matrix: -128, which is 128 without a sign, or 0.
    fn raise(self) -> i8;
    fn zero(self) -> Self::Sums;
    /// The same four in each lane.
    fn splat(self, quad: i32) -> Self::Left;
    /// `sums` and, lane by lane, the four products of left elements and raised right ones.
    fn add_products(self, sums: Self::Sums, left: Self::Left, right: Self::Right) -> Self::Sums;
}

#[cfg(target_arch = "x86_64")]
#[archmage::arcane]
#[inline(always)]
fn dot(
    _: archmage::X64V4xToken,
    sums: std::arch::x86_64::__m512i,
    left: std::arch::x86_64::__m512i,
    right: std::arch::x86_64::__m512i,
) -> std::arch::x86_64::__m512i {
    std::arch::x86_64::_mm512_dpbusd_epi32(sums, right, left)
}

/// The instruction wants the right elements without a sign: they are raised.
#[cfg(target_arch = "x86_64")]
impl Vectors for archmage::X64V4xToken {
    type Left = pulp::i32x16;
    type Right = pulp::i32x16;
    type Sums = pulp::i32x16;
    #[inline(always)]
    fn raise(self) -> i8 {
        -128
    }
    #[inline(always)]
    fn zero(self) -> Self::Sums {
        cast([0i32; 16])
    }
    #[inline(always)]
    fn splat(self, quad: i32) -> Self::Left {
        cast([quad; 16])
    }
    #[inline(always)]
    fn add_products(self, sums: Self::Sums, left: Self::Left, right: Self::Right) -> Self::Sums {
        cast(dot(self, cast(sums), cast(left), cast(right)))
    }
}

/// The left elements lose their sign and the right ones take it, so that no sum of two products
/// leaves 16 bits, where the instruction would cut it down.
#[cfg(target_arch = "x86_64")]
impl Vectors for pulp::x86::V4 {
    /// Without signs; which are below zero.
    type Left = (pulp::i32x16, u64);
    type Right = pulp::i32x16;
    type Sums = pulp::i32x16;
    #[inline(always)]
    fn raise(self) -> i8 {
        0
    }
    #[inline(always)]
    fn zero(self) -> Self::Sums {
        self.splat_i32x16(0)
    }
    #[inline(always)]
    fn splat(self, quad: i32) -> Self::Left {
        let quads = cast(self.splat_i32x16(quad));
        let positive = self.avx512bw._mm512_abs_epi8(quads);
        (cast(positive), self.avx512bw._mm512_movepi8_mask(quads))
    }
    #[inline(always)]
    fn add_products(self, sums: Self::Sums, left: Self::Left, right: Self::Right) -> Self::Sums {
        let (zero, right) = (cast(self.zero()), cast(right));
        let signed = self
            .avx512bw
            ._mm512_mask_sub_epi8(right, left.1, zero, right);
        let pairs = self.avx512bw._mm512_maddubs_epi16(cast(left.0), signed);
        let ones = self.splat_i16x32(1);
        let fours = self.multiply_wrapping_add_adjacent_i16x32(cast(pairs), ones);
        self.wrapping_add_i32x16(sums, fours)
    }
}

/// As with 512 bits.
#[cfg(target_arch = "x86_64")]
impl Vectors for pulp::x86::V3 {
    /// Without signs; as they are.
    type Left = (pulp::i32x8, pulp::i32x8);
    type Right = pulp::i32x8;
    type Sums = pulp::i32x8;
    #[inline(always)]
    fn raise(self) -> i8 {
        0
    }
    #[inline(always)]
    fn zero(self) -> Self::Sums {
        self.splat_i32x8(0)
    }
    #[inline(always)]
    fn splat(self, quad: i32) -> Self::Left {
        let quads = self.splat_i32x8(quad);
        (cast(self.avx2._mm256_abs_epi8(cast(quads))), quads)
    }
    #[inline(always)]
    fn add_products(self, sums: Self::Sums, left: Self::Left, right: Self::Right) -> Self::Sums {
        let signed = self.avx2._mm256_sign_epi8(cast(right), cast(left.1));
        let pairs = self.avx2._mm256_maddubs_epi16(cast(left.0), signed);
        let ones = self.splat_i16x16(1);
        let fours = self.multiply_wrapping_add_adjacent_i16x16(cast(pairs), ones);
        self.wrapping_add_i32x8(sums, fours)
    }
}

/// Plain code.
#[derive(Clone, Copy)]
pub(super) struct Plain;

impl Vectors for Plain {
    type Left = [i8; 32];
    type Right = [i8; 32];
    type Sums = [i32; 8];
    #[inline(always)]
    fn raise(self) -> i8 {
        0
    }
    #[inline(always)]
    fn zero(self) -> Self::Sums {
        [0; 8]
    }
    #[inline(always)]
    fn splat(self, quad: i32) -> Self::Left {
        cast([quad; 8])
    }
    #[inline(always)]
    fn add_products(self, sums: Self::Sums, left: Self::Left, right: Self::Right) -> Self::Sums {
        let product = |at: usize| i32::from(left[at]) * i32::from(right[at]);
        std::array::from_fn(|lane| {
            let at = QUAD * lane;
            let pair = product(at) + product(at + 1);
            sums[lane] + pair + product(at + 2) + product(at + 3)
        })
    }
}
