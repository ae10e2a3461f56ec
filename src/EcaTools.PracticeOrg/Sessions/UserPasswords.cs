using System.Security.Cryptography;
using System.Text;

namespace EcaTools.PracticeOrg.Sessions;

/// <summary>Every user's password: made anew at each start out of one random key, so that none is kept and none is ever
/// in a file.</summary>
internal sealed class UserPasswords
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>24 letters and digits. Usernames are compared without case.</summary>
    public string Of(string username) =>
        Convert
            .ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(username.ToUpperInvariant())))
            .ToLowerInvariant()[..24];

    public bool Is(string username, string candidate) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Of(username)),
            Encoding.UTF8.GetBytes(candidate)
        );
}
