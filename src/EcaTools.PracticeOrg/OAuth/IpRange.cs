using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>IP addresses from one to another, both included, of one family.</summary>
internal sealed record IpRange(IPAddress First, IPAddress Last)
{
    /// <summary>Reads an address, "first-last" or "network/bits".</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IpRange? range)
    {
        range = null;
        if (text.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0)
        {
            if (
                !IPAddress.TryParse(text[..slash].Trim(), out IPAddress? network)
                || !int.TryParse(
                    text[(slash + 1)..].Trim(),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int bits
                )
                || bits > network.GetAddressBytes().Length * 8
            )
            {
                return false;
            }

            range = OfNetwork(network, bits);
            return true;
        }

        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return TryCreate(dash < 0 ? text : text[..dash], dash < 0 ? text : text[(dash + 1)..], out range);
    }

    /// <summary>False if either is not an address, or they are of different families.</summary>
    public static bool TryCreate(string first, string last, [NotNullWhen(true)] out IpRange? range)
    {
        range =
            IPAddress.TryParse(first.Trim(), out IPAddress? start)
            && IPAddress.TryParse(last.Trim(), out IPAddress? end)
            && start.AddressFamily == end.AddressFamily
                ? new IpRange(start, end)
                : null;
        return range is not null;
    }

    public bool Contains(IPAddress address) =>
        address.AddressFamily == First.AddressFamily
        && First.GetAddressBytes().AsSpan().SequenceCompareTo(address.GetAddressBytes()) <= 0
        && Last.GetAddressBytes().AsSpan().SequenceCompareTo(address.GetAddressBytes()) >= 0;

    private static IpRange OfNetwork(IPAddress network, int bits)
    {
        byte[] first = network.GetAddressBytes();
        byte[] last = network.GetAddressBytes();
        for (int bit = bits; bit < first.Length * 8; bit++)
        {
            byte mask = (byte)(0x80 >> (bit % 8));
            first[bit / 8] &= (byte)~mask;
            last[bit / 8] |= mask;
        }

        return new IpRange(new IPAddress(first), new IPAddress(last));
    }
}
