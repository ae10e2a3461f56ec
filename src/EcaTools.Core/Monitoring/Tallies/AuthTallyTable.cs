using System.Runtime.CompilerServices;

namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>
/// Tallies by stream, hour and status. It grows with these, not with the events. The tally that a stream had last lies
/// apart by the stream's number, since the next event is mostly of the same hour and status. For one thread at a time.
/// </summary>
internal sealed class AuthTallyTable
{
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private const int FirstBits = 10;

    private AuthTally[] _slots = new AuthTally[1 << FirstBits];
    private AuthTally[] _latest = new AuthTally[1 << FirstBits];
    private int _shift = 64 - FirstBits;
    private int _count;

    /// <summary>
    /// The hour of a stream's latest tally. It brings the tally near, so that it is there when the stream is counted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LatestHourOf(int stream) => (uint)stream < (uint)_latest.Length ? _latest[stream].Hour : 0;

    /// <summary>Counts an event.</summary>
    /// <param name="stream">The number of its stream.</param>
    /// <param name="hour">Its hour, counted from 1970.</param>
    /// <param name="status">The number of its status.</param>
    /// <param name="time">Its time in milliseconds from the hour's beginning.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(int stream, int hour, int status, int time)
    {
        AuthTally[] latest = _latest;
        if ((uint)stream < (uint)latest.Length)
        {
            ref AuthTally tally = ref latest[stream];
            if (tally.Key == AuthTally.KeyOf(stream, hour, status))
            {
                tally.Count++;
                tally.First = Math.Min(tally.First, time);
                tally.Last = Math.Max(tally.Last, time);
                return;
            }
        }

        Begin(stream, new AuthTally(AuthTally.KeyOf(stream, hour, status), 1, time, time));
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(AuthTally counted)
    {
        AuthTally[] slots = _slots;
        for (uint at = (uint)((counted.Key * Factor) >> _shift); ; at++)
        {
            ref AuthTally tally = ref slots[at & (uint)(slots.Length - 1)];
            if (tally.Count == 0)
            {
                tally = counted;
                _count++;
                Grow();
                return;
            }

            if (tally.Key == counted.Key)
            {
                tally.Count += counted.Count;
                tally.First = Math.Min(tally.First, counted.First);
                tally.Last = Math.Max(tally.Last, counted.Last);
                return;
            }
        }
    }

    /// <summary>The tallies, in any order.</summary>
    public AuthTally[] ToArray()
    {
        for (int stream = 0; stream < _latest.Length; stream++)
        {
            if (_latest[stream].Count > 0)
            {
                Add(_latest[stream]);
                _latest[stream] = default;
            }
        }

        AuthTally[] all = new AuthTally[_count];
        int at = 0;
        foreach (AuthTally tally in _slots)
        {
            if (tally.Count > 0)
            {
                all[at++] = tally;
            }
        }

        return all;
    }

    /// <summary>Forgets the tallies and keeps the room for as many.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Array.Clear(_latest);
        _count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Begin(int stream, AuthTally tally)
    {
        if (stream >= _latest.Length)
        {
            Array.Resize(ref _latest, Math.Max(stream + 1, _latest.Length * 2));
        }

        AuthTally before = _latest[stream];
        _latest[stream] = tally;
        if (before.Count > 0)
        {
            Add(before);
        }
    }

    private void Grow()
    {
        if (_count * 2 <= _slots.Length)
        {
            return;
        }

        AuthTally[] old = _slots;
        _slots = new AuthTally[old.Length * 2];
        _shift--;
        foreach (AuthTally tally in old)
        {
            if (tally.Count > 0)
            {
                uint at = (uint)((tally.Key * Factor) >> _shift);
                while (_slots[at & (uint)(_slots.Length - 1)].Count != 0)
                {
                    at++;
                }

                _slots[at & (uint)(_slots.Length - 1)] = tally;
            }
        }
    }
}
