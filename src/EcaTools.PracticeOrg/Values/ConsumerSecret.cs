using System.Security.Cryptography;
using System.Text;

namespace EcaTools.PracticeOrg.Values;

/// <summary>A consumer secret that doesn't print itself.</summary>
internal sealed class ConsumerSecret(string value)
{
    public string Reveal() => value;

    /// <summary>Compares in a time that does not depend on where the difference is.</summary>
    public bool Is(string candidate) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(candidate));

    public override string ToString() => "(consumer secret)";
}
