using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>What the streams of a set mean for a measure, by number.</summary>
internal sealed class MeasureStreams
{
    private readonly AuthStreamTable _streams;
    private readonly int[] _subjects;
    private readonly int[] _users;
    private readonly int[] _addresses;
    private readonly string?[] _names;
    private readonly string?[] _flows;
    private readonly bool[] _hasApp;
    private readonly bool[] _isOther;

    public MeasureStreams(AuthStreamTable streams, AuthMeasureBy by)
    {
        _streams = streams;
        _subjects = new int[streams.Count];
        _users = new int[streams.Count];
        _addresses = new int[streams.Count];
        _names = new string?[streams.Count];
        _flows = new string?[streams.Count];
        _hasApp = new bool[streams.Count];
        _isOther = new bool[streams.Count];
        AuthStreamTable subjects = new();
        AuthStreamTable users = new();
        AuthStreamTable addresses = new();
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < streams.Count; i++)
        {
            AuthStreamKey key = streams[i];
            _hasApp[i] = key.AppId.Length + key.AppName.Length > 0 && !key.AppId.SequenceEqual(AuthStreamKey.SoapLogin);
            _isOther[i] = key.AppId.SequenceEqual(AuthStreamKey.OtherApps);
            _users[i] = key.User.Length == 0 ? -1 : users.GetOrAdd(new AuthStreamKey { User = key.User });
            _addresses[i] =
                key.Address.Length == 0 ? -1 : addresses.GetOrAdd(new AuthStreamKey { Address = key.Address });
            _names[i] = Shared(names, key.AppName);
            _flows[i] = Shared(names, key.Flow);

            // An app is its id; one without an id is its label.
            bool isCaller = by is AuthMeasureBy.Caller;
            _subjects[i] = subjects.GetOrAdd(
                new AuthStreamKey
                {
                    AppId = key.AppId,
                    AppName = key.AppId.Length == 0 ? key.AppName : default,
                    User = isCaller ? key.User : default,
                    Address = isCaller ? key.Address : default,
                    Client = isCaller ? key.Client : default,
                    Flow = isCaller ? key.Flow : default,
                }
            );
        }
    }

    /// <summary>The number of what a measure is about.</summary>
    public int SubjectOf(int stream) => _subjects[stream];

    /// <summary>The number of the user; -1 where there is none.</summary>
    public int UserOf(int stream) => _users[stream];

    /// <summary>The number of the address; -1 where there is none.</summary>
    public int AddressOf(int stream) => _addresses[stream];

    /// <summary>The app's label; null where there is none.</summary>
    public string? NameOf(int stream) => _names[stream];

    /// <summary>The login flow; null where there is none.</summary>
    public string? FlowOf(int stream) => _flows[stream];

    /// <summary>Whether an app is named.</summary>
    public bool HasApp(int stream) => _hasApp[stream];

    /// <summary>Whether it stands for apps that are not wanted.</summary>
    public bool IsOther(int stream) => _isOther[stream];

    /// <summary>A part of a stream's key as text; null where it is empty.</summary>
    public string? TextOf(int stream, AuthStreamPart part)
    {
        AuthStreamKey key = _streams[stream];
        ReadOnlySpan<byte> bytes = part switch
        {
            AuthStreamPart.AppId => key.AppId,
            AuthStreamPart.AppName => key.AppName,
            AuthStreamPart.User => key.User,
            AuthStreamPart.Address => key.Address,
            AuthStreamPart.Client => key.Client,
            _ => key.Flow,
        };
        return bytes.Length == 0 ? null : AuthStreamTable.Text(bytes);
    }

    private static string? Shared(Dictionary<string, string> texts, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0)
        {
            return null;
        }

        string text = AuthStreamTable.Text(bytes);
        if (!texts.TryGetValue(text, out string? shared))
        {
            texts[text] = shared = text;
        }

        return shared;
    }
}
