//! The vectors of 16-bit integers that machines have.

use pulp::bytemuck::Pod;

/// The vectors that the machine has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Machine {
    /// 512 bits, with products and sums in one instruction.
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

/// The operations of the inner loop on vectors of pairs of 16-bit and of 32-bit integers.
pub(super) trait Vectors: Copy {
    /// Two 16-bit integers a lane.
    type Pairs: Pod;
    /// One 32-bit integer a lane.
    type Sums: Pod;
    fn zero(self) -> Self::Sums;
    /// The same pair in each lane.
    fn splat(self, pair: i32) -> Self::Pairs;
    /// `sums` and, lane by lane, the two products of a pair with a pair.
    fn add_products(self, sums: Self::Sums, a: Self::Pairs, b: Self::Pairs) -> Self::Sums;
}

#[cfg(target_arch = "x86_64")]
#[archmage::arcane]
#[inline(always)]
fn dot(
    _: archmage::X64V4xToken,
    sums: std::arch::x86_64::__m512i,
    a: std::arch::x86_64::__m512i,
    b: std::arch::x86_64::__m512i,
) -> std::arch::x86_64::__m512i {
    std::arch::x86_64::_mm512_dpwssd_epi32(sums, a, b)
}

#[cfg(target_arch = "x86_64")]
impl Vectors for archmage::X64V4xToken {
    type Pairs = pulp::i16x32;
    type Sums = pulp::i32x16;
    #[inline(always)]
    fn zero(self) -> Self::Sums {
        pulp::bytemuck::cast([0i32; 16])
    }
    #[inline(always)]
    fn splat(self, pair: i32) -> Self::Pairs {
        pulp::bytemuck::cast([pair; 16])
    }
    #[inline(always)]
    fn add_products(self, sums: Self::Sums, a: Self::Pairs, b: Self::Pairs) -> Self::Sums {
        use pulp::bytemuck::cast;
        cast(dot(self, cast(sums), cast(a), cast(b)))
    }
}

#[cfg(target_arch = "x86_64")]
impl Vectors for pulp::x86::V4 {
    type Pairs = pulp::i16x32;
    type Sums = pulp::i32x16;
    #[inline(always)]
    fn zero(self) -> Self::Sums {
        self.splat_i32x16(0)
    }
    #[inline(always)]
    fn splat(self, pair: i32) -> Self::Pairs {
        pulp::bytemuck::cast(self.splat_i32x16(pair))
    }
    #[inline(always)]
    fn add_products(self, sums: Self::Sums, a: Self::Pairs, b: Self::Pairs) -> Self::Sums {
        self.wrapping_add_i32x16(sums, self.multiply_wrapping_add_adjacent_i16x32(a, b))
    }
}

#[cfg(target_arch = "x86_64")]
impl Vectors for pulp::x86::V3 {
    type Pairs = pulp::i16x16;
    type Sums = pulp::i32x8;
    #[inline(always)]
    fn zero(self) -> Self::Sums {
        self.splat_i32x8(0)
    }
    #[inline(always)]
    fn splat(self, pair: i32) -> Self::Pairs {
        pulp::bytemuck::cast(self.splat_i32x8(pair))
    }
    #[inline(always)]
    fn add_products(self, sums: Self::Sums, a: Self::Pairs, b: Self::Pairs) -> Self::Sums {
        self.wrapping_add_i32x8(sums, self.multiply_wrapping_add_adjacent_i16x16(a, b))
    }
}

/// Plain code.
#[derive(Clone, Copy)]
pub(super) struct Plain;

impl Vectors for Plain {
    type Pairs = [i16; 16];
    type Sums = [i32; 8];
    fn zero(self) -> Self::Sums {
        [0; 8]
    }
    fn splat(self, pair: i32) -> Self::Pairs {
        let [low, high] = pulp::bytemuck::cast::<i32, [i16; 2]>(pair);
        std::array::from_fn(|at| if at % 2 == 0 { low } else { high })
    }
    fn add_products(self, sums: Self::Sums, a: Self::Pairs, b: Self::Pairs) -> Self::Sums {
        let product = |at: usize| i32::from(a[at]) * i32::from(b[at]);
        std::array::from_fn(|lane| sums[lane] + product(2 * lane) + product(2 * lane + 1))
    }
}
