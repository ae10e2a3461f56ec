namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>ASCII characters amid bytes, one or two bytes each, counted from one of them.</summary>
/// <param name="data">The bytes.</param>
/// <param name="origin">Where the low byte of character 0 is.</param>
/// <param name="stride">2 in UTF-16, else 1.</param>
internal readonly ref struct KeyUnits(ReadOnlySpan<byte> data, int origin, int stride)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>The bytes of a character.</summary>
    public int Stride => stride;

    /// <summary>A character; -1 where the bytes end or hold something else than ASCII.</summary>
    public int this[int index]
    {
        get
        {
            long at = origin + ((long)index * stride);
            if (at < 0 || at >= _data.Length || _data[(int)at] > 127)
            {
                return -1;
            }

            // In UTF-16 the byte towards character 0 is a high byte, whichever comes first in the file.
            int high = stride == 1 || index == 0 ? 0 : _data[(int)at + (index > 0 ? -1 : 1)];
            return high == 0 ? _data[(int)at] : -1;
        }
    }
}
