using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>
/// The fingerprint of a stream: two hashes side by side, with seeds that are drawn anew in each process. Of it 96 bits
/// tell streams apart; among a hundred million streams the chance that any two are taken for one is less than one in a
/// trillion. Comparing the bytes of the streams too would take more time than reading the files does, because it waits
/// for memory.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct AuthStreamHash
{
    private const ulong LowFactor = 0x9E3779B97F4A7C15;
    private const ulong HighFactor = 0xC2B2AE3D27D4EB4F;
    private const int Word = sizeof(ulong);

    /// <summary>The half that chooses the place.</summary>
    public ulong Low;

    /// <summary>The other half.</summary>
    public ulong High;

    /// <summary>A seed.</summary>
    public static AuthStreamHash NewSeed() =>
        new() { Low = (ulong)Random.Shared.NextInt64(), High = (ulong)Random.Shared.NextInt64() };

    /// <summary>Adds a part of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> part)
    {
        int length = part.Length;
        if (length is < Word or > 2 * Word)
        {
            AddAny(part);
            return;
        }

        // Most parts are of this length; the two words overlap.
        ref byte bytes = ref MemoryMarshal.GetReference(part);
        Mix(Unsafe.ReadUnaligned<ulong>(ref bytes));
        Mix(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, length - Word)) + ((ulong)(uint)length << 56));
    }

    private void AddAny(ReadOnlySpan<byte> part)
    {
        ulong length = (ulong)(uint)part.Length << 56;
        while (part.Length >= Word)
        {
            Mix(BinaryPrimitives.ReadUInt64LittleEndian(part));
            part = part[Word..];
        }

        for (int i = 0; i < part.Length; i++)
        {
            length += (ulong)part[i] << (i * 8);
        }

        Mix(length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mix(ulong word)
    {
        Low = (Low ^ word) * LowFactor;
        Low ^= Low >> 32;
        High = BitOperations.RotateLeft((High + word) * HighFactor, 29);
    }
}
