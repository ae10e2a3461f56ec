using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>
/// Finds many short sequences of bytes in one pass. Each sequence belongs to one of eight buckets; a table for each of
/// its first three bytes, one for the low and one for the high half of the byte, says which buckets could begin there.
/// A vector instruction looks 16 or 32 bytes up at once; only where all six lookups agree on a bucket are its sequences
/// compared. Immutable, so threads may share it.
/// </summary>
internal sealed class NeedleScanner
{
    private const int Fingerprint = 3;
    private const int Buckets = 8;

    private readonly KeyNeedle[][] _buckets;

    // Low and high halves for the first, second and third byte: six tables of 16 bytes, each byte a set of buckets.
    private readonly Vector128<byte>[] _tables = new Vector128<byte>[Fingerprint * 2];

    /// <summary>Prepares a search.</summary>
    /// <param name="needles">What to find; each has at least three bytes.</param>
    public NeedleScanner(ImmutableArray<KeyNeedle> needles)
    {
        _buckets = new KeyNeedle[Buckets][];
        byte[][] sets = [.. Enumerable.Range(0, Fingerprint * 2).Select(_ => new byte[16])];
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            _buckets[bucket] = [.. needles.Where((_, index) => index % Buckets == bucket)];
            foreach (KeyNeedle needle in _buckets[bucket])
            {
                for (int i = 0; i < Fingerprint; i++)
                {
                    sets[i * 2][needle.Bytes[i] & 0xF] |= (byte)(1 << bucket);
                    sets[(i * 2) + 1][needle.Bytes[i] >> 4] |= (byte)(1 << bucket);
                }
            }
        }

        for (int i = 0; i < _tables.Length; i++)
        {
            _tables[i] = Vector128.Create(sets[i]);
        }
    }

    /// <summary>The first place at or after a start where one of the needles stands; -1 where there is none before the
    /// end.</summary>
    /// <param name="data">Where to look. A needle must lie in it whole.</param>
    /// <param name="start">The first place to look at.</param>
    /// <param name="end">The place to stop before.</param>
    /// <param name="needle">The needle that stands there.</param>
    // Optimised from the first call: a search is over before the runtime would have noticed that this is where its time
    // goes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int IndexOf(ReadOnlySpan<byte> data, int start, int end, out KeyNeedle? needle)
    {
        ref byte first = ref MemoryMarshal.GetReference(data);
        int at = start;
        if (Avx2.IsSupported)
        {
            Vector256<byte> low0 = Vector256.Create(_tables[0], _tables[0]),
                high0 = Vector256.Create(_tables[1], _tables[1]);
            Vector256<byte> low1 = Vector256.Create(_tables[2], _tables[2]),
                high1 = Vector256.Create(_tables[3], _tables[3]);
            Vector256<byte> low2 = Vector256.Create(_tables[4], _tables[4]),
                high2 = Vector256.Create(_tables[5], _tables[5]);
            Vector256<byte> half = Vector256.Create((byte)0xF);
            for (
                int last = Math.Min(end, data.Length - Fingerprint + 1) - Vector256<byte>.Count;
                at <= last;
                at += Vector256<byte>.Count
            )
            {
                Vector256<byte> found =
                    Look(ref Unsafe.Add(ref first, at), low0, high0, half)
                    & Look(ref Unsafe.Add(ref first, at + 1), low1, high1, half)
                    & Look(ref Unsafe.Add(ref first, at + 2), low2, high2, half);
                if (
                    found != Vector256<byte>.Zero
                    && Confirm(
                        data,
                        at,
                        ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits(),
                        out needle
                    )
                        is >= 0
                            and int place
                )
                {
                    return place;
                }
            }
        }
        else if (Ssse3.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            Vector128<byte> half = Vector128.Create((byte)0xF);
            for (
                int last = Math.Min(end, data.Length - Fingerprint + 1) - Vector128<byte>.Count;
                at <= last;
                at += Vector128<byte>.Count
            )
            {
                Vector128<byte> found =
                    Look(ref Unsafe.Add(ref first, at), _tables[0], _tables[1], half)
                    & Look(ref Unsafe.Add(ref first, at + 1), _tables[2], _tables[3], half)
                    & Look(ref Unsafe.Add(ref first, at + 2), _tables[4], _tables[5], half);
                if (
                    found != Vector128<byte>.Zero
                    && Confirm(
                        data,
                        at,
                        ~Vector128.Equals(found, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF,
                        out needle
                    )
                        is >= 0
                            and int place
                )
                {
                    return place;
                }
            }
        }

        for (; at < end; at++)
        {
            if (NeedleAt(data, at) is { } found)
            {
                needle = found;
                return at;
            }
        }

        needle = null;
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Look(ref byte at, Vector256<byte> low, Vector256<byte> high, Vector256<byte> half)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref at);
        return Avx2.Shuffle(low, bytes & half)
            & Avx2.Shuffle(high, Vector256.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Look(ref byte at, Vector128<byte> low, Vector128<byte> high, Vector128<byte> half)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref at);
        Vector128<byte> lows = bytes & half;
        Vector128<byte> highs = Vector128.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & half;
        return Ssse3.IsSupported
            ? Ssse3.Shuffle(low, lows) & Ssse3.Shuffle(high, highs)
            : AdvSimd.Arm64.VectorTableLookup(low, lows) & AdvSimd.Arm64.VectorTableLookup(high, highs);
    }

    private int Confirm(ReadOnlySpan<byte> data, int at, uint candidates, out KeyNeedle? needle)
    {
        for (; candidates != 0; candidates &= candidates - 1)
        {
            int place = at + BitOperations.TrailingZeroCount(candidates);
            needle = NeedleAt(data, place);
            if (needle is not null)
            {
                return place;
            }
        }

        needle = null;
        return -1;
    }

    private KeyNeedle? NeedleAt(ReadOnlySpan<byte> data, int at)
    {
        if (at + Fingerprint > data.Length)
        {
            return null;
        }

        int set = 0xFF;
        for (int i = 0; i < Fingerprint; i++)
        {
            byte letter = data[at + i];
            set &= _tables[i * 2].GetElement(letter & 0xF) & _tables[(i * 2) + 1].GetElement(letter >> 4);
        }

        for (; set != 0; set &= set - 1)
        {
            foreach (KeyNeedle needle in _buckets[BitOperations.TrailingZeroCount(set)])
            {
                if (data[at..].StartsWith(needle.Bytes))
                {
                    return needle;
                }
            }
        }

        return null;
    }
}
