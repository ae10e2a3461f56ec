using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>
/// Streams by number, each kept once. It holds bytes and makes no object for a stream. What is looked at to find a
/// stream lies in one place, because most of the time goes into waiting for memory. For one thread at a time.
/// </summary>
internal sealed class AuthStreamTable
{
    private static readonly AuthStreamHash s_seed = AuthStreamHash.NewSeed();

    private Slot[] _slots = new Slot[1024];
    private int[] _offsets = new int[512];
    private byte[] _bytes = new byte[64 * 1024];
    private int _end;

    /// <summary>How many streams there are.</summary>
    public int Count { get; private set; }

    /// <summary>A stream's key; good until the next one is added.</summary>
    public AuthStreamKey this[int number]
    {
        get
        {
            ref readonly Header header = ref HeaderAt(_offsets[number]);
            int at = _offsets[number] + Unsafe.SizeOf<Header>();
            return new AuthStreamKey
            {
                AppId = Next(header.AppId, ref at),
                AppName = Next(header.AppName, ref at),
                User = Next(header.User, ref at),
                Address = Next(header.Address, ref at),
                Client = Next(header.Client, ref at),
                Flow = Next(header.Flow, ref at),
            };
        }
    }

    /// <summary>The text of a part; doubled quotes become one.</summary>
    public static string Text(ReadOnlySpan<byte> part) =>
        part.Length == 0 ? "" : Encoding.UTF8.GetString(part).Replace("\"\"", "\"", StringComparison.Ordinal);

    /// <summary>The fingerprint by which a stream is found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AuthStreamHash HashOf(in AuthStreamKey key) => key.Hash(s_seed);

    /// <summary>The number of a stream, from 0.</summary>
    public int GetOrAdd(in AuthStreamKey key) => GetOrAdd(key, HashOf(key));

    /// <summary>
    /// What is probably the number of the stream with a fingerprint. It brings the place near where the stream is
    /// looked for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Guess(in AuthStreamHash hash) => _slots[(uint)hash.Low & (uint)(_slots.Length - 1)].Next - 1;

    /// <summary>The number of a stream, from 0.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="hash">The key's fingerprint.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GetOrAdd(in AuthStreamKey key, in AuthStreamHash hash)
    {
        Slot[] slots = _slots;
        for (uint at = (uint)hash.Low; ; at++)
        {
            ref readonly Slot slot = ref slots[at & (uint)(slots.Length - 1)];
            if (slot.Next == 0)
            {
                return Add(key, hash);
            }

            if (slot.High == hash.High && slot.Low == (uint)(hash.Low >> 32))
            {
                return slot.Next - 1;
            }
        }
    }

    /// <summary>Forgets the streams and keeps the room for as many.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        _end = 0;
        Count = 0;
    }

    private ReadOnlySpan<byte> Next(int length, scoped ref int at)
    {
        at += length;
        return _bytes.AsSpan(at - length, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Header HeaderAt(int offset) =>
        ref Unsafe.As<byte, Header>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), offset));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(in AuthStreamKey key, in AuthStreamHash hash)
    {
        int size = (Unsafe.SizeOf<Header>() + key.Length + sizeof(ulong) - 1) & ~(sizeof(ulong) - 1);
        if (_end + (long)size > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, _end + (long)size)));
        }

        if (Count == _offsets.Length)
        {
            Array.Resize(ref _offsets, Count * 2);
        }

        if ((Count + 1) * 2 > _slots.Length)
        {
            Grow();
        }

        int offset = _end;
        HeaderAt(offset) = new Header
        {
            AppId = (ushort)key.AppId.Length,
            AppName = (ushort)key.AppName.Length,
            User = (ushort)key.User.Length,
            Address = (ushort)key.Address.Length,
            Client = (ushort)key.Client.Length,
            Flow = (ushort)key.Flow.Length,
        };
        int at = offset + Unsafe.SizeOf<Header>();
        Append(key.AppId, ref at);
        Append(key.AppName, ref at);
        Append(key.User, ref at);
        Append(key.Address, ref at);
        Append(key.Client, ref at);
        Append(key.Flow, ref at);
        _end = offset + size;
        _offsets[Count] = offset;
        Place(hash, Count);
        return Count++;
    }

    private void Append(ReadOnlySpan<byte> part, ref int at)
    {
        part.CopyTo(_bytes.AsSpan(at));
        at += part.Length;
    }

    private void Grow()
    {
        _slots = new Slot[_slots.Length * 2];
        for (int i = 0; i < Count; i++)
        {
            Place(HashOf(this[i]), i);
        }
    }

    private void Place(in AuthStreamHash hash, int number)
    {
        uint at = (uint)hash.Low;
        while (_slots[at & (uint)(_slots.Length - 1)].Next != 0)
        {
            at++;
        }

        _slots[at & (uint)(_slots.Length - 1)] = new Slot(hash.High, (uint)(hash.Low >> 32), number + 1);
    }

    /// <summary>A place of the hash table.</summary>
    /// <param name="High">One half of the fingerprint.</param>
    /// <param name="Low">What did not choose the place of the other half.</param>
    /// <param name="Next">The number of the stream, from 1; 0 for none.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Slot(ulong High, uint Low, int Next);

    /// <summary>What stands before a stream's key: the lengths of its parts.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ushort AppId;
        public ushort AppName;
        public ushort User;
        public ushort Address;
        public ushort Client;
        public ushort Flow;
    }
}
