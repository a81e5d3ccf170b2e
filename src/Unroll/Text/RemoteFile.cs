using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Unroll.Text;

/// <summary>A file at a public address whose content is pinned.</summary>
/// <param name="Path">Where it goes below the data set's folder.</param>
/// <param name="Address">Where it comes from.</param>
/// <param name="MaximumLength">A longer answer is not the file.</param>
/// <param name="Hash">What its content must hash to: 64 hexadecimal digits of SHA-256, or the 40 of the id git gives the content.</param>
sealed record RemoteFile(string Path, string Address, long MaximumLength, string Hash)
{
    const int Sha256Digits = 64;

    internal string HashName => Hash.Length == Sha256Digits ? "SHA-256" : "git blob id";

    /// <summary>The hash of some content, of the kind that is pinned.</summary>
    internal string HashOf(Stream content)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(Hash.Length == Sha256Digits ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (Hash.Length != Sha256Digits)
        {
            // Git hashes a blob behind a header with its length.
            hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")));
        }
        byte[] buffer = new byte[1 << 16];
        for (int read = content.Read(buffer); read > 0; read = content.Read(buffer)) hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
